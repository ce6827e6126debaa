// aws:ec2/launchTemplate:LaunchTemplate. Each change of its data makes a version.

import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Properties } from '../../provider.ts';
import { type Aws, type AwsOf, arnOf } from '../aws.ts';
import { fromMembers, toMembers } from '../members.ts';
import { resourceType } from '../resourceType.ts';
import { dataNames, launchTemplateData } from './launchTemplateData.ts';
import { changeTags, findByToken, tagged, tagsOf, withTags } from './tags.ts';

export const launchTemplate = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'ec2/launchTemplateData.ts',
    properties: {
      name: { is: 'string', replaces: true, computed: true },
      namePrefix: { is: 'string', replaces: true },
      /** Of a version. */
      description: { is: 'string' },
      defaultVersion: { is: 'number', computed: true },
      updateDefaultVersion: { is: 'boolean', default: false },
      ...launchTemplateData,
      ...tagged,
    },
    identity: ['name'],
    name: { of: 'name', prefix: 'namePrefix' },
    kept: ['namePrefix', 'updateDefaultVersion'],
    changing: ['latestVersion', 'defaultVersion'],
    gone: ['InvalidLaunchTemplateId.NotFound', 'InvalidLaunchTemplateName.NotFoundException'],
    async create(inputs, { ec2 }, token) {
      const { LaunchTemplate } = await ec2.createLaunchTemplate({
        LaunchTemplateName: inputs.name,
        VersionDescription: inputs.description,
        LaunchTemplateData: dataOf(inputs),
        ...withTags('launch-template', inputs.tags, token),
      });
      return LaunchTemplate?.LaunchTemplateId ?? '';
    },
    find: findByToken,
    async read(id, aws) {
      const [templates, versions] = await Promise.all([
        aws.ec2.describeLaunchTemplates({ LaunchTemplateIds: [id] }),
        aws.ec2.describeLaunchTemplateVersions({ LaunchTemplateId: id, Versions: ['$Latest'] }),
      ]);
      const template = templates.LaunchTemplates?.[0];
      const latest = versions.LaunchTemplateVersions?.[0];
      return (
        template && {
          ...fromMembers(launchTemplateData, { ...latest?.LaunchTemplateData }),
          arn: arnOf(aws, 'ec2', await aws.accountId(), `launch-template/${id}`),
          name: template.LaunchTemplateName,
          description: latest?.VersionDescription,
          defaultVersion: template.DefaultVersionNumber,
          latestVersion: template.LatestVersionNumber,
          ...tagsOf(template.Tags),
        }
      );
    },
    changes: [
      {
        of: [...dataNames, 'description'],
        async apply(LaunchTemplateId, news, aws) {
          const { LaunchTemplateVersion } = await aws.ec2.createLaunchTemplateVersion({
            LaunchTemplateId,
            VersionDescription: news.description,
            LaunchTemplateData: dataOf(news),
          });
          const version = LaunchTemplateVersion?.VersionNumber;
          if (news.updateDefaultVersion) await setDefault(LaunchTemplateId, version, aws);
        },
      },
      {
        of: ['defaultVersion', 'updateDefaultVersion'],
        async apply(id, { defaultVersion, updateDefaultVersion }, aws) {
          if (updateDefaultVersion) await setDefault(id, '$Latest', aws);
          else if (defaultVersion !== undefined) await setDefault(id, defaultVersion, aws);
        },
      },
      changeTags,
    ],
    delete: (LaunchTemplateId, { ec2 }) => ec2.deleteLaunchTemplate({ LaunchTemplateId }),
  });

function setDefault(LaunchTemplateId: string, version: number | string | undefined, { ec2 }: Aws) {
  return ec2.modifyLaunchTemplate({ LaunchTemplateId, DefaultVersion: String(version) });
}

function dataOf(inputs: Properties): RequestLaunchTemplateData {
  // The table's names are those of the members, which the test of each of them proves.
  return toMembers(launchTemplateData, inputs) as RequestLaunchTemplateData;
}
