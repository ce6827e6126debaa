// What a launch template's versions hold, as Pulumi has it.

import type { Table } from '../properties.ts';

/** AWS fills in what is not said. */
const text = { is: 'string', computed: true } as const;
const number = { is: 'number', computed: true } as const;
const either = { is: 'booleanText', computed: true } as const;
const isOn = { is: 'boolean', computed: true } as const;

export const launchTemplateData = {
  imageId: { is: 'string' },
  instanceType: { is: 'string' },
  keyName: { is: 'string' },
  userData: { is: 'string' },
  ebsOptimized: { is: 'booleanText' },
  disableApiStop: { is: 'boolean' },
  disableApiTermination: { is: 'boolean' },
  instanceInitiatedShutdownBehavior: { is: 'string' },
  vpcSecurityGroupIds: { is: 'set', as: 'SecurityGroupIds' },
  securityGroupNames: { is: 'set', as: 'SecurityGroups' },
  iamInstanceProfile: {
    is: 'object',
    of: { arn: { is: 'string' }, name: { is: 'string' } },
  },
  monitoring: { is: 'object', of: { enabled: { is: 'boolean' } } },
  metadataOptions: {
    is: 'object',
    of: {
      httpEndpoint: text,
      httpTokens: text,
      httpPutResponseHopLimit: number,
      httpProtocolIpv6: text,
      instanceMetadataTags: text,
    },
  },
  blockDeviceMappings: {
    is: 'objects',
    of: {
      deviceName: { is: 'string' },
      noDevice: { is: 'string' },
      virtualName: { is: 'string' },
      ebs: {
        is: 'object',
        of: {
          deleteOnTermination: either,
          encrypted: either,
          iops: number,
          kmsKeyId: text,
          snapshotId: text,
          throughput: number,
          volumeSize: number,
          volumeType: text,
        },
      },
    },
  },
  networkInterfaces: {
    is: 'objects',
    of: {
      associatePublicIpAddress: either,
      deleteOnTermination: either,
      description: text,
      deviceIndex: number,
      interfaceType: text,
      networkCardIndex: number,
      networkInterfaceId: text,
      privateIpAddress: text,
      securityGroups: { is: 'set', as: 'Groups' },
      subnetId: text,
    },
  },
  tagSpecifications: {
    is: 'objects',
    of: { resourceType: { is: 'string' }, tags: { is: 'map' } },
  },
  creditSpecification: { is: 'object', of: { cpuCredits: { is: 'string' } } },
  privateDnsNameOptions: {
    is: 'object',
    of: {
      enableResourceNameDnsARecord: isOn,
      enableResourceNameDnsAaaaRecord: { ...isOn, as: 'EnableResourceNameDnsAAAARecord' },
      hostnameType: text,
    },
  },
} as const satisfies Table;

// Of a literal's own keys, which Object.keys forgets.
export const dataNames = Object.keys(
  launchTemplateData,
) as readonly (keyof typeof launchTemplateData)[];
