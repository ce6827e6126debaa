// What instances are launched with: the request's own parameters over those of its launch template.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html

import {
  type BlockDeviceMapping,
  HttpTokensState,
  InstanceMetadataEndpointState,
  type InstanceMetadataOptionsRequest,
  InstanceMetadataTagsState,
  type RunInstancesRequest,
  ShutdownBehavior,
  type TagSpecification,
  VolumeType,
} from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables, type ImageRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { roleOfInstanceProfile } from '../iam/instanceProfileRole.ts';
import type { Context } from '../shared/context.ts';
import { oneOf, required } from '../shared/required.ts';
import { invalidParameterCombination, invalidParameterValue } from './errors.ts';
import { availableImage } from './images.ts';
import { type InstanceTypeFacts, instanceType } from './instanceTypes.ts';
import { keyPairByName } from './keyPairs.ts';
import { launchTemplateVersion } from './launchTemplateData.ts';

/** A launch whose every part has been checked. */
export type Launch = {
  readonly count: number;
  readonly image: ImageRow;
  readonly type: InstanceTypeFacts;
  readonly keyName: string | undefined;
  readonly userData: string | undefined;
  readonly profile: { readonly Arn: string; readonly Id: string } | undefined;
  readonly network: LaunchNetwork;
  readonly rootVolume: {
    readonly size: number;
    readonly type: VolumeType;
    readonly encrypted: boolean;
  };
  readonly metadata: InstanceMetadataOptionsRequest;
  readonly isMonitored: boolean;
  readonly shutdownBehavior: 'stop' | 'terminate';
  readonly disableApiTermination: boolean;
  readonly disableApiStop: boolean;
  readonly tagSpecifications: readonly TagSpecification[];
  /** Tags that AWS puts itself, which say what template made the instance. */
  readonly templateTags: readonly { readonly Key: string; readonly Value: string }[];
};

export type LaunchNetwork = {
  readonly SubnetId?: string;
  readonly groupIds?: readonly string[];
  readonly groupNames?: readonly string[];
  readonly PrivateIpAddress?: string;
  readonly associatePublicIpAddress?: boolean;
};

/** @throws AwsError for whatever AWS would refuse before it makes anything */
export function parseLaunch(input: RunInstancesRequest, context: Context): Launch {
  const tables = ec2Tables(context.store);
  const template = input.LaunchTemplate && launchTemplateVersion(tables, input.LaunchTemplate);
  const request = merge(template?.LaunchTemplateData, input);
  const image = availableImage(tables, required('ImageId', request.ImageId));
  const type = instanceType(request.InstanceType ?? 'm5.large');
  if (type.architecture !== image.Architecture) {
    throw invalidParameterValue(
      `The architecture '${type.architecture}' of the specified instance type does not match ` +
        `the architecture '${image.Architecture}' of the specified AMI. Specify an instance type ` +
        'and an AMI that have matching architectures, and try again.',
    );
  }
  if (request.KeyName !== undefined) keyPairByName(tables.keyPairs.list(), request.KeyName);
  return {
    count: countOf(input),
    image,
    type,
    keyName: request.KeyName,
    userData: checkUserData(request.UserData),
    profile: profileOf(context, request.IamInstanceProfile),
    network: networkOf(request),
    rootVolume: rootVolumeOf(tables, image, request.BlockDeviceMappings),
    metadata: metadataOptionsOf(request.MetadataOptions),
    isMonitored: request.Monitoring?.Enabled === true,
    shutdownBehavior:
      oneOf(
        'InstanceInitiatedShutdownBehavior',
        request.InstanceInitiatedShutdownBehavior,
        ShutdownBehavior,
      ) ?? 'stop',
    disableApiTermination: request.DisableApiTermination === true,
    disableApiStop: request.DisableApiStop === true,
    tagSpecifications: request.TagSpecifications ?? [],
    templateTags: template
      ? [
          { Key: 'aws:ec2launchtemplate:id', Value: template.LaunchTemplateId },
          { Key: 'aws:ec2launchtemplate:version', Value: String(template.VersionNumber) },
        ]
      : [],
  };
}

type LaunchParameters = Omit<RunInstancesRequest, 'MinCount' | 'MaxCount'>;

/** A parameter of the request replaces the template's; of tags, each key does. */
function merge(template: object | undefined, input: RunInstancesRequest): LaunchParameters {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  // A template's data has the request's parameters, under the same names.
  const data: LaunchParameters = { ...template };
  const merged: LaunchParameters = { ...data, ...Object.fromEntries(given) };
  const specifications = [...(data.TagSpecifications ?? []), ...(input.TagSpecifications ?? [])];
  return { ...merged, TagSpecifications: specifications };
}

function countOf({ MinCount = 1, MaxCount = 1 }: RunInstancesRequest): number {
  if (MinCount < 1 || MaxCount < MinCount || MaxCount > 1000) {
    throw invalidParameterValue(
      `MinCount and MaxCount must be from 1 to 1000, and MinCount the lower: got ${MinCount}, ${MaxCount}`,
    );
  }
  return MaxCount;
}

function checkUserData(userData: string | undefined): string | undefined {
  if (!userData) return undefined;
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(userData)) {
    throw invalidParameterValue('Invalid BASE64 encoding of user data.');
  }
  if (Buffer.from(userData, 'base64').length > 16 * 1024) {
    throw invalidParameterValue('User data is limited to 16384 bytes');
  }
  return userData;
}

function profileOf(
  context: Context,
  wanted: LaunchParameters['IamInstanceProfile'],
): Launch['profile'] {
  if (!wanted?.Arn && !wanted?.Name) return undefined;
  const { instanceProfile } = roleOfInstanceProfile(context, wanted);
  return { Arn: instanceProfile.Arn, Id: instanceProfile.InstanceProfileId };
}

/** Also for launch templates and for changes later: the values are the same everywhere. */
export function metadataOptionsOf(
  options: InstanceMetadataOptionsRequest = {},
): InstanceMetadataOptionsRequest {
  const { HttpPutResponseHopLimit: limit } = options;
  if (limit !== undefined && (limit < 1 || limit > 64)) {
    throw invalidParameterValue(`HttpPutResponseHopLimit is from 1 to 64: got ${limit}`);
  }
  oneOf('MetadataOptions.HttpTokens', options.HttpTokens, HttpTokensState);
  oneOf('MetadataOptions.HttpEndpoint', options.HttpEndpoint, InstanceMetadataEndpointState);
  oneOf(
    'MetadataOptions.InstanceMetadataTags',
    options.InstanceMetadataTags,
    InstanceMetadataTagsState,
  );
  return options;
}

function networkOf(request: LaunchParameters): LaunchNetwork {
  const [first, ...more] = request.NetworkInterfaces ?? [];
  const { SubnetId, SecurityGroupIds, SecurityGroups, PrivateIpAddress } = request;
  if (!first) {
    return {
      ...(SubnetId !== undefined && { SubnetId }),
      ...(SecurityGroupIds?.length && { groupIds: SecurityGroupIds }),
      ...(SecurityGroups?.length && { groupNames: SecurityGroups }),
      ...(PrivateIpAddress !== undefined && { PrivateIpAddress }),
    };
  }
  if (SubnetId || SecurityGroupIds?.length || SecurityGroups?.length) {
    throw invalidParameterCombination(
      'Network interfaces and an instance-level subnet ID or security groups may not be specified on the same request',
    );
  }
  if (more.length > 0 || first.NetworkInterfaceId) {
    throw new AwsError(
      'NotImplemented',
      'ec2.RunInstances with several or with existing network interfaces is not built in the local region',
      501,
    );
  }
  return {
    ...(first.SubnetId !== undefined && { SubnetId: first.SubnetId }),
    ...(first.Groups?.length && { groupIds: first.Groups }),
    ...(first.PrivateIpAddress !== undefined && { PrivateIpAddress: first.PrivateIpAddress }),
    ...(first.AssociatePublicIpAddress !== undefined && {
      associatePublicIpAddress: first.AssociatePublicIpAddress,
    }),
  };
}

function rootVolumeOf(
  { snapshots }: Ec2Tables,
  image: ImageRow,
  mappings: readonly BlockDeviceMapping[] = [],
): Launch['rootVolume'] {
  const own = image.BlockDeviceMappings?.find(
    ({ DeviceName }) => DeviceName === image.RootDeviceName,
  )?.Ebs;
  const foreign = mappings.find(({ DeviceName }) => DeviceName !== image.RootDeviceName);
  if (foreign) {
    throw new AwsError(
      'NotImplemented',
      `ec2.RunInstances with a volume besides the root device ${image.RootDeviceName} is not built in the local region: got ${foreign.DeviceName}`,
      501,
    );
  }
  const wanted = mappings[0]?.Ebs;
  const least = snapshots.get(own?.SnapshotId ?? '')?.VolumeSize ?? own?.VolumeSize ?? 8;
  const size = wanted?.VolumeSize ?? least;
  if (size < least) {
    throw new AwsError(
      'InvalidBlockDeviceMapping',
      `Volume of size ${size}GB is smaller than snapshot '${own?.SnapshotId}', expect size >= ${least}GB`,
    );
  }
  return {
    size,
    type: oneOf('VolumeType', wanted?.VolumeType, VolumeType) ?? own?.VolumeType ?? 'gp3',
    encrypted: wanted?.Encrypted ?? own?.Encrypted ?? false,
  };
}
