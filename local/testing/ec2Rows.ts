// For tests: records of an instance and what belongs to it, as the services would make them.

import type { InstanceRow, NetworkInterfaceRow } from '../store/ec2.ts';

export function instanceRow(changes: Partial<InstanceRow> = {}): InstanceRow {
  return {
    InstanceId: 'i-0123456789abcdef0',
    ImageId: 'ami-0123456789abcdef0',
    InstanceType: 't3.micro',
    Architecture: 'x86_64',
    State: { Code: 16, Name: 'running' },
    LaunchTime: new Date('2026-01-01T00:00:00Z'),
    PrivateIpAddress: '172.31.0.10',
    SubnetId: 'subnet-0123456789abcdef0',
    VpcId: 'vpc-0123456789abcdef0',
    Placement: { AvailabilityZone: 'eu-central-1a' },
    MetadataOptions: {
      HttpEndpoint: 'enabled',
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 1,
      InstanceMetadataTags: 'disabled',
    },
    reservation: { ReservationId: 'r-0123456789abcdef0', OwnerId: '000000000000' },
    attributes: {
      instanceInitiatedShutdownBehavior: 'stop',
      disableApiTermination: false,
      disableApiStop: false,
    },
    ...changes,
  };
}

export function interfaceRow(changes: Partial<NetworkInterfaceRow> = {}): NetworkInterfaceRow {
  return {
    NetworkInterfaceId: 'eni-0123456789abcdef0',
    VpcId: 'vpc-0123456789abcdef0',
    SubnetId: 'subnet-0123456789abcdef0',
    PrivateIpAddress: '172.31.0.10',
    MacAddress: '02:00:ac:1f:00:0a',
    Groups: [{ GroupId: 'sg-0123456789abcdef0', GroupName: 'default' }],
    Status: 'in-use',
    Attachment: { InstanceId: 'i-0123456789abcdef0', DeviceIndex: 0 },
    hostAddress: '198.18.0.2',
    ...changes,
  };
}
