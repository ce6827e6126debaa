// Instances, as they are described.

import type { Instance, Reservation } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables, type InstanceRow } from '../../store/ec2.ts';
import { byId, describe, type Tagged } from './describe.ts';
import { privateDnsName, publicDnsName } from './dnsNames.ts';
import { kinds } from './errors.ts';
import type { Ec2Operations } from './service.ts';

export const instanceOperations: Ec2Operations = {
  DescribeInstances(input, { store }) {
    const tables = ec2Tables(store);
    const { items, nextToken } = describe(
      tables,
      tables.instances,
      kinds.instance,
      ({ InstanceId }) => InstanceId,
      { ...input, ids: input.InstanceIds },
      instanceFilters(tables),
    );
    const reservations = new Map<string, Reservation & { Instances: Instance[] }>();
    for (const row of items) {
      const { ReservationId } = row.reservation;
      const reservation = reservations.get(ReservationId) ?? {
        ...row.reservation,
        Groups: [],
        Instances: [],
      };
      reservation.Instances.push(instanceView(tables, row));
      reservations.set(ReservationId, reservation);
    }
    return { Reservations: [...reservations.values()], NextToken: nextToken };
  },

  DescribeInstanceStatus(input, { store }) {
    const tables = ec2Tables(store);
    const { items, nextToken } = describe(
      tables,
      tables.instances,
      kinds.instance,
      ({ InstanceId }) => InstanceId,
      { ...input, ids: input.InstanceIds },
      instanceFilters(tables),
    );
    return {
      InstanceStatuses: items
        .filter(({ State }) => input.IncludeAllInstances || State.Name === 'running')
        .map((row) => {
          const isRunning = row.State.Name === 'running';
          const status = isRunning ? ('ok' as const) : ('not-applicable' as const);
          const reachability = { Name: 'reachability' as const, Status: 'passed' as const };
          const summary = { Status: status, ...(isRunning && { Details: [reachability] }) };
          return {
            InstanceId: row.InstanceId,
            AvailabilityZone: row.Placement.AvailabilityZone,
            InstanceState: row.State,
            InstanceStatus: summary,
            SystemStatus: summary,
          };
        }),
      NextToken: nextToken,
    };
  },

  async GetConsoleOutput({ InstanceId = '' }, { store, now, consoleOutput }) {
    byId(ec2Tables(store).instances, kinds.instance, InstanceId);
    const output = await consoleOutput(InstanceId);
    return { InstanceId, Timestamp: now(), Output: Buffer.from(output).toString('base64') };
  },
};

/** An instance with what belongs to it: its interfaces, groups, volumes, names and tags. */
export function instanceView(tables: Ec2Tables, row: InstanceRow): Instance {
  const { attributes: _, reservation: __, isRebootWanted: ___, terminatedAt: ____, ...own } = row;
  const Tags = [...(tables.tags.get(row.InstanceId) ?? [])];
  const interfaces = tables.networkInterfaces
    .list()
    .filter(({ Attachment }) => Attachment?.InstanceId === row.InstanceId)
    .sort((a, b) => (a.Attachment?.DeviceIndex ?? 0) - (b.Attachment?.DeviceIndex ?? 0));
  const [primary] = interfaces;
  if (row.State.Name === 'terminated' || !primary) {
    const { VpcId: _v, SubnetId: _s, PrivateIpAddress: _p, ...rest } = own;
    return { ...rest, SecurityGroups: [], NetworkInterfaces: [], BlockDeviceMappings: [], Tags };
  }
  const region = row.Placement.AvailabilityZone?.slice(0, -1) ?? '';
  const isOff = row.State.Name === 'stopped';
  const publicIp = isOff ? undefined : primary.Association?.PublicIp;
  return {
    ...own,
    Tags,
    PrivateDnsName: privateDnsName(region, primary.PrivateIpAddress),
    PublicDnsName: publicIp ? publicDnsName(region, publicIp) : '',
    ...(publicIp && { PublicIpAddress: publicIp }),
    SecurityGroups: primary.Groups,
    NetworkInterfaces: interfaces.map(
      ({ hostAddress: ____, InterfaceType, ...networkInterface }) => ({
        ...networkInterface,
        ...(InterfaceType && { InterfaceType }),
      }),
    ),
    BlockDeviceMappings: tables.volumes
      .list()
      .filter(({ Attachments }) => Attachments?.[0]?.InstanceId === row.InstanceId)
      .map(({ VolumeId, Attachments }) => ({
        DeviceName: Attachments?.[0]?.Device,
        Ebs: {
          VolumeId,
          Status: 'attached' as const,
          AttachTime: Attachments?.[0]?.AttachTime,
          DeleteOnTermination: Attachments?.[0]?.DeleteOnTermination,
        },
      })),
  };
}

function instanceFilters(tables: Ec2Tables) {
  const view = (row: InstanceRow) => instanceView(tables, row);
  return {
    'instance-id': (row: InstanceRow) => row.InstanceId,
    'image-id': (row: InstanceRow) => row.ImageId,
    'instance-type': (row: InstanceRow) => row.InstanceType,
    'instance-state-name': (row: InstanceRow) => row.State.Name,
    'instance-state-code': (row: InstanceRow) => row.State.Code,
    'instance.group-id': (row: InstanceRow) => view(row).SecurityGroups?.map((g) => g.GroupId),
    'instance.group-name': (row: InstanceRow) => view(row).SecurityGroups?.map((g) => g.GroupName),
    'network-interface.network-interface-id': (row: InstanceRow) =>
      view(row).NetworkInterfaces?.map((each) => each.NetworkInterfaceId),
    'ip-address': (row: InstanceRow) => view(row).PublicIpAddress,
    'private-ip-address': (row: InstanceRow) => row.PrivateIpAddress,
    'private-dns-name': (row: InstanceRow) => view(row).PrivateDnsName,
    'dns-name': (row: InstanceRow) => view(row).PublicDnsName,
    'vpc-id': (row: InstanceRow) => row.VpcId,
    'subnet-id': (row: InstanceRow) => row.SubnetId,
    'availability-zone': (row: InstanceRow) => row.Placement.AvailabilityZone,
    'key-name': (row: InstanceRow) => row.KeyName,
    'launch-time': (row: InstanceRow) => row.LaunchTime,
    'iam-instance-profile.arn': (row: InstanceRow) => row.IamInstanceProfile?.Arn,
    'reservation-id': (row: InstanceRow) => row.reservation.ReservationId,
    'owner-id': (row: InstanceRow) => row.reservation.OwnerId,
    architecture: (row: InstanceRow) => row.Architecture,
    'root-device-type': (row: InstanceRow) => row.RootDeviceType,
    'state-reason-code': (row: InstanceRow) => row.StateReason?.Code,
  } satisfies Record<string, (row: Tagged<InstanceRow>) => unknown>;
}
