// Interfaces that are attached to instances later. They are records: a guest has no more devices than
// it was launched with.

import { type Ec2Tables, ec2Tables, type NetworkInterfaceRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { newId } from '../shared/ids.ts';
import { byId } from './describe.ts';
import { invalidParameterValue, kinds } from './errors.ts';
import type { Ec2Operations } from './service.ts';

export const networkInterfaceAttachmentOperations: Ec2Operations = {
  AttachNetworkInterface(input, { store, now, accountId }) {
    const tables = ec2Tables(store);
    const { NetworkInterfaceId = '', InstanceId = '', DeviceIndex = 1 } = input;
    const row = byId(tables.networkInterfaces, kinds.networkInterface, NetworkInterfaceId);
    const instance = byId(tables.instances, kinds.instance, InstanceId);
    if (row.Attachment) {
      throw new AwsError(
        'InvalidNetworkInterface.InUse',
        `Interface: ${NetworkInterfaceId} in use`,
      );
    }
    if (!['pending', 'running', 'stopped'].includes(instance.State.Name ?? '')) {
      throw new AwsError(
        'IncorrectInstanceState',
        `The instance '${InstanceId}' is not in a state to attach to: it is ${instance.State.Name}.`,
      );
    }
    if (row.AvailabilityZone !== instance.Placement.AvailabilityZone) {
      throw invalidParameterValue(
        'You may not attach a network interface to an instance if they are not in the same availability zone',
      );
    }
    const isTaken = tables.networkInterfaces
      .list()
      .some(
        ({ Attachment }) =>
          Attachment?.InstanceId === InstanceId && Attachment.DeviceIndex === DeviceIndex,
      );
    if (isTaken) {
      throw invalidParameterValue(
        `Instance '${InstanceId}' already has an interface attached at device index '${DeviceIndex}'.`,
      );
    }
    const AttachmentId = newId('eni-attach');
    tables.networkInterfaces.put(NetworkInterfaceId, {
      ...row,
      Status: 'in-use',
      Attachment: {
        AttachmentId,
        AttachTime: now(),
        DeleteOnTermination: false,
        DeviceIndex,
        NetworkCardIndex: 0,
        InstanceId,
        InstanceOwnerId: accountId,
        Status: 'attached',
      },
    });
    return { AttachmentId, NetworkCardIndex: 0 };
  },

  DetachNetworkInterface({ AttachmentId = '' }, { store }) {
    const tables = ec2Tables(store);
    const { Attachment, ...detached } = findAttachment(tables, AttachmentId);
    if (Attachment?.InstanceId === undefined) {
      throw new AwsError(
        'AuthFailure',
        `You do not have permission to manage the attachment '${AttachmentId}', which is a service's.`,
      );
    }
    if (Attachment.DeviceIndex === 0) {
      throw new AwsError(
        'OperationNotPermitted',
        'The network interface at device index 0 and networkCard index 0 cannot be detached.',
      );
    }
    tables.networkInterfaces.put(detached.NetworkInterfaceId, { ...detached, Status: 'available' });
    return {};
  },
};

/** The interface with this attachment. */
export function findAttachment(
  { networkInterfaces }: Ec2Tables,
  AttachmentId: string,
): NetworkInterfaceRow {
  const row = networkInterfaces
    .list()
    .find(({ Attachment }) => Attachment?.AttachmentId === AttachmentId);
  if (row) return row;
  throw new AwsError(
    'InvalidAttachmentID.NotFound',
    `The attachment ID '${AttachmentId}' does not exist`,
  );
}
