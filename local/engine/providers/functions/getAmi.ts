// aws:ec2/getAmi:getAmi

import { type AwsOf, arnOf } from '../aws.ts';
import { tagsOf } from '../ec2/tags.ts';
import { providerFunction } from './function.ts';

export const getAmi = (awsOf: AwsOf) =>
  providerFunction(
    awsOf,
    'functions/getAmi.ts',
    {
      owners: { is: 'list' },
      executableUsers: { is: 'list' },
      filters: {
        is: 'objects',
        of: { name: { is: 'string', required: true }, values: { is: 'list', required: true } },
      },
      includeDeprecated: { is: 'boolean' },
      mostRecent: { is: 'boolean', default: false },
      nameRegex: { is: 'string' },
    },
    async (inputs, aws) => {
      const { Images = [] } = await aws.ec2.describeImages({
        Owners: inputs.owners && [...inputs.owners],
        ExecutableUsers: inputs.executableUsers && [...inputs.executableUsers],
        IncludeDeprecated: inputs.includeDeprecated,
        Filters: inputs.filters?.map(({ name, values }) => ({ Name: name, Values: [...values] })),
      });
      const isNamed = new RegExp(inputs.nameRegex ?? '');
      const found = Images.filter(({ Name = '' }) => isNamed.test(Name)).toSorted((a, b) =>
        (a.CreationDate ?? '') > (b.CreationDate ?? '') ? -1 : 1,
      );
      const [image] = found;
      if (!image || (found.length > 1 && !inputs.mostRecent)) {
        throw new Error(
          `getAmi: expected one image, or mostRecent, got ${found.length} for ${JSON.stringify(inputs)}`,
        );
      }
      return {
        id: image.ImageId,
        imageId: image.ImageId,
        arn: arnOf(aws, 'ec2', '', `image/${image.ImageId}`),
        name: image.Name,
        description: image.Description ?? '',
        architecture: image.Architecture,
        creationDate: image.CreationDate,
        ownerId: image.OwnerId,
        imageOwnerAlias: image.ImageOwnerAlias ?? '',
        public: image.Public,
        rootDeviceName: image.RootDeviceName,
        rootDeviceType: image.RootDeviceType,
        rootSnapshotId:
          image.BlockDeviceMappings?.find((each) => each.DeviceName === image.RootDeviceName)?.Ebs
            ?.SnapshotId ?? '',
        state: image.State,
        virtualizationType: image.VirtualizationType,
        tags: tagsOf(image.Tags).tagsAll,
      };
    },
  );
