// RunInstances: makes the records of instances that are to run. The instances' controller boots them.

import type { Instance, Reservation, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { ec2Tables, type InstanceRow, type NetworkInterfaceRow } from '../../store/ec2.ts';
import type { Context } from '../shared/context.ts';
import { launchFault } from '../shared/faults.ts';
import { newId } from '../shared/ids.ts';
import { instanceView } from './instances.ts';
import { type Launch, parseLaunch } from './launchRequest.ts';
import { createPrimaryInterface } from './primaryInterface.ts';
import type { Ec2Operations } from './service.ts';
import { putTags, tagsFor } from './tagSpecifications.ts';

export const runInstancesOperations: Ec2Operations = {
  RunInstances: (input, context) => runInstances(input, context),
};

/**
 * As many instances as were asked for, or none. Also for Auto Scaling, whose own tags go through
 * `reservedTags`, which callers of the API may not set.
 */
export function runInstances(
  input: RunInstancesRequest,
  context: Context,
  reservedTags: readonly { readonly Key: string; readonly Value: string }[] = [],
): Reservation & { Instances: Instance[] } {
  const tables = ec2Tables(context.store);
  const launch = parseLaunch(input, context);
  const reservation = { ReservationId: newId('r'), OwnerId: context.accountId };
  const instances = Array.from({ length: launch.count }, (_, AmiLaunchIndex) => {
    const InstanceId = newId('i');
    const types = ['instance', 'volume', 'network-interface', 'spot-instances-request'];
    const networkInterface = createPrimaryInterface(context, {
      ...launch.network,
      InstanceId,
      deleteOnTermination: true,
      tags: tagsFor('network-interface', launch.tagSpecifications, types),
    });
    const { AvailabilityZone = '' } = networkInterface;
    const fault = launchFault(
      context.store,
      launch.type.InstanceType,
      AvailabilityZone,
      context.now(),
    );
    if (fault) throw fault;
    const row: InstanceRow = {
      ...instanceRow(launch, networkInterface, context),
      InstanceId,
      AmiLaunchIndex,
      reservation,
    };
    tables.instances.put(InstanceId, row);
    putTags(tables, InstanceId, tagsFor('instance', launch.tagSpecifications, types));
    const reserved = [...launch.templateTags, ...reservedTags];
    tables.tags.put(InstanceId, [...(tables.tags.get(InstanceId) ?? []), ...reserved]);
    const VolumeId = putRootVolume(row, launch, context);
    putTags(tables, VolumeId, tagsFor('volume', launch.tagSpecifications, types));
    return row;
  });
  return { ...reservation, Instances: instances.map((row) => instanceView(tables, row)) };
}

function instanceRow(
  launch: Launch,
  { PrivateIpAddress, SubnetId, VpcId, AvailabilityZone }: NetworkInterfaceRow,
  { now }: Context,
): Omit<InstanceRow, 'InstanceId' | 'reservation'> {
  const { image, type, metadata } = launch;
  const isV2Image = image.ImdsSupport === 'v2.0';
  return {
    ImageId: image.ImageId,
    InstanceType: type.InstanceType,
    Architecture: type.architecture,
    State: { Code: 0, Name: 'pending' },
    StateTransitionReason: '',
    LaunchTime: now(),
    PrivateIpAddress,
    SubnetId,
    VpcId,
    Placement: { AvailabilityZone, GroupName: '', Tenancy: 'default' },
    Monitoring: { State: launch.isMonitored ? 'enabled' : 'disabled' },
    ...(launch.keyName !== undefined && { KeyName: launch.keyName }),
    ...(launch.profile && { IamInstanceProfile: launch.profile }),
    // Defaults: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-options-order-of-precedence.html
    MetadataOptions: {
      State: 'applied',
      HttpEndpoint: metadata.HttpEndpoint ?? 'enabled',
      HttpTokens: metadata.HttpTokens ?? (isV2Image ? 'required' : 'optional'),
      HttpPutResponseHopLimit: metadata.HttpPutResponseHopLimit ?? (isV2Image ? 2 : 1),
      HttpProtocolIpv6: 'disabled',
      InstanceMetadataTags: metadata.InstanceMetadataTags ?? 'disabled',
    },
    RootDeviceName: image.RootDeviceName,
    RootDeviceType: 'ebs',
    VirtualizationType: 'hvm',
    Hypervisor: 'xen',
    EbsOptimized: false,
    EnaSupport: true,
    SourceDestCheck: true,
    ProductCodes: [],
    CpuOptions: { CoreCount: Math.max(1, type.vCpus / 2), ThreadsPerCore: type.vCpus > 1 ? 2 : 1 },
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    CurrentInstanceBootMode: 'legacy-bios',
    attributes: {
      ...(launch.userData !== undefined && { userData: launch.userData }),
      instanceInitiatedShutdownBehavior: launch.shutdownBehavior,
      disableApiTermination: launch.disableApiTermination,
      disableApiStop: launch.disableApiStop,
    },
  };
}

function putRootVolume(row: InstanceRow, { image, rootVolume }: Launch, context: Context): string {
  const VolumeId = newId('vol');
  ec2Tables(context.store).volumes.put(VolumeId, {
    VolumeId,
    Size: rootVolume.size,
    VolumeType: rootVolume.type,
    Encrypted: rootVolume.encrypted,
    SnapshotId: image.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId,
    AvailabilityZone: row.Placement.AvailabilityZone,
    CreateTime: context.now(),
    State: 'in-use',
    Attachments: [
      {
        VolumeId,
        InstanceId: row.InstanceId,
        Device: image.RootDeviceName,
        State: 'attached',
        AttachTime: context.now(),
        DeleteOnTermination: true,
      },
    ],
  });
  return VolumeId;
}
