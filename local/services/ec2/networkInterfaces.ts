// Network interfaces: those of instances, those that services have, and those that callers make.

import type { NetworkInterfaceAssociation, NetworkInterfaceAttachment } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables, type NetworkInterfaceRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Filterable } from '../shared/filters.ts';
import { byId, describe } from './describe.ts';
import { invalidParameterCombination, invalidParameterValue, kinds } from './errors.ts';
import { deleteNetworkInterface, putNetworkInterface } from './interfaceRows.ts';
import { findAttachment } from './networkInterfaceAttachments.ts';
import { notBuilt } from './notBuilt.ts';
import { groupsInSubnet } from './primaryInterface.ts';
import type { Ec2Operations } from './service.ts';
import { tagsFor } from './tagSpecifications.ts';

export const networkInterfaceOperations: Ec2Operations = {
  CreateNetworkInterface(input, context) {
    // `interface` is a type that AWS takes and the model lacks.
    const type: string = input.InterfaceType ?? 'interface';
    if (type !== 'interface') throw notBuilt(`CreateNetworkInterface of type ${type}`);
    if (input.SecondaryPrivateIpAddressCount || input.Ipv6AddressCount) {
      throw notBuilt('CreateNetworkInterface with further addresses');
    }
    const [only, ...more] = input.PrivateIpAddresses ?? [];
    if (more.length > 0) throw notBuilt('CreateNetworkInterface with further addresses');
    const tables = ec2Tables(context.store);
    const subnet = byId(tables.subnets, kinds.subnet, input.SubnetId ?? '');
    const tags = tagsFor('network-interface', input.TagSpecifications);
    const row = putNetworkInterface(context, {
      subnet,
      groups: groupsInSubnet(tables, subnet, { groupIds: input.Groups ?? [] }),
      PrivateIpAddress: input.PrivateIpAddress ?? only?.PrivateIpAddress,
      Description: input.Description,
      tags,
    });
    return { NetworkInterface: { ...row, TagSet: tags } };
  },

  DescribeNetworkInterfaces(input, { store }) {
    const tables = ec2Tables(store);
    const { items, nextToken } = describe(
      tables,
      tables.networkInterfaces,
      kinds.networkInterface,
      ({ NetworkInterfaceId }) => NetworkInterfaceId,
      { ...input, ids: input.NetworkInterfaceIds },
      interfaceFilters,
    );
    return {
      NetworkInterfaces: items.map(({ Tags, ...row }) => ({ ...row, TagSet: Tags })),
      NextToken: nextToken,
    };
  },

  DescribeNetworkInterfaceAttribute({ NetworkInterfaceId = '', Attribute }, { store }) {
    const { networkInterfaces } = ec2Tables(store);
    const row = byId(networkInterfaces, kinds.networkInterface, NetworkInterfaceId);
    switch (Attribute) {
      case 'attachment':
        return { NetworkInterfaceId, Attachment: row.Attachment };
      case 'description':
        return { NetworkInterfaceId, Description: { Value: row.Description } };
      case 'groupSet':
        return { NetworkInterfaceId, Groups: row.Groups };
      case 'sourceDestCheck':
        return { NetworkInterfaceId, SourceDestCheck: { Value: row.SourceDestCheck } };
      default:
        throw invalidParameterValue(
          `Value (${Attribute}) for parameter attribute is invalid. Unknown attribute.`,
        );
    }
  },

  ModifyNetworkInterfaceAttribute(input, { store }) {
    const tables = ec2Tables(store);
    const id = input.NetworkInterfaceId ?? '';
    const row = byId(tables.networkInterfaces, kinds.networkInterface, id);
    const { Description, Groups, SourceDestCheck, Attachment } = input;
    const given = [Description, Groups?.length ? Groups : undefined, SourceDestCheck, Attachment];
    if (given.filter((each) => each !== undefined).length !== 1) {
      throw invalidParameterCombination(
        'Expected one of Description, Groups, SourceDestCheck, Attachment',
      );
    }
    if (SourceDestCheck?.Value === false) {
      throw notBuilt('ModifyNetworkInterfaceAttribute of SourceDestCheck');
    }
    checkOwn(row);
    tables.networkInterfaces.put(id, {
      ...row,
      ...(Description && { Description: Description.Value }),
      ...(Groups?.length && { Groups: groupIdentifiers(tables, row, Groups) }),
      ...(Attachment && { Attachment: changedAttachment(tables, row, Attachment) }),
    });
    return {};
  },

  DeleteNetworkInterface({ NetworkInterfaceId = '' }, { store }) {
    const tables = ec2Tables(store);
    const row = byId(tables.networkInterfaces, kinds.networkInterface, NetworkInterfaceId);
    if (row.Attachment) {
      throw invalidParameterValue(`Network interface '${NetworkInterfaceId}' is currently in use.`);
    }
    checkOwn(row);
    deleteNetworkInterface(tables, NetworkInterfaceId);
    return {};
  },
};

const interfaceFilters: Filterable<NetworkInterfaceRow> = {
  'addresses.association.owner-id': association(({ IpOwnerId }) => IpOwnerId),
  'addresses.association.public-ip': association(({ PublicIp }) => PublicIp),
  'addresses.primary': () => true,
  'addresses.private-ip-address': ({ PrivateIpAddress }) => PrivateIpAddress,
  'association.allocation-id': association(({ AllocationId }) => AllocationId),
  'association.association-id': association(({ AssociationId }) => AssociationId),
  'association.ip-owner-id': association(({ IpOwnerId }) => IpOwnerId),
  'association.public-dns-name': association(({ PublicDnsName }) => PublicDnsName),
  'association.public-ip': association(({ PublicIp }) => PublicIp),
  'attachment.attach-time': attachment(({ AttachTime }) => AttachTime),
  'attachment.attachment-id': attachment(({ AttachmentId }) => AttachmentId),
  'attachment.delete-on-termination': attachment((each) => each.DeleteOnTermination),
  'attachment.device-index': attachment(({ DeviceIndex }) => DeviceIndex),
  'attachment.instance-id': attachment(({ InstanceId }) => InstanceId),
  'attachment.instance-owner-id': attachment(({ InstanceOwnerId }) => InstanceOwnerId),
  'attachment.status': attachment(({ Status }) => Status),
  'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
  'availability-zone-id': ({ AvailabilityZoneId }) => AvailabilityZoneId,
  description: ({ Description }) => Description,
  'group-id': ({ Groups }) => Groups.map(({ GroupId }) => GroupId),
  'group-name': ({ Groups }) => Groups.map(({ GroupName }) => GroupName),
  'interface-type': ({ InterfaceType }) => InterfaceType,
  'mac-address': ({ MacAddress }) => MacAddress,
  'network-interface-id': ({ NetworkInterfaceId }) => NetworkInterfaceId,
  'owner-id': ({ OwnerId }) => OwnerId,
  'private-dns-name': ({ PrivateDnsName }) => PrivateDnsName,
  'private-ip-address': ({ PrivateIpAddress }) => PrivateIpAddress,
  'requester-id': ({ RequesterId }) => RequesterId,
  'requester-managed': ({ RequesterManaged }) => RequesterManaged,
  'source-dest-check': ({ SourceDestCheck }) => SourceDestCheck,
  status: ({ Status }) => Status,
  'subnet-id': ({ SubnetId }) => SubnetId,
  'vpc-id': ({ VpcId }) => VpcId,
};

function association<Value>(member: (association: NetworkInterfaceAssociation) => Value) {
  return ({ Association }: NetworkInterfaceRow) => Association && member(Association);
}

function attachment<Value>(member: (attachment: NetworkInterfaceAttachment) => Value) {
  return ({ Attachment }: NetworkInterfaceRow) => Attachment && member(Attachment);
}

function groupIdentifiers(
  tables: Ec2Tables,
  { SubnetId }: NetworkInterfaceRow,
  groupIds: readonly string[],
) {
  const subnet = byId(tables.subnets, kinds.subnet, SubnetId);
  return groupsInSubnet(tables, subnet, { groupIds }).map(({ GroupId, GroupName }) => ({
    GroupId,
    GroupName,
  }));
}

function changedAttachment(
  tables: Ec2Tables,
  row: NetworkInterfaceRow,
  { AttachmentId = '', DeleteOnTermination }: NetworkInterfaceAttachment,
): NetworkInterfaceAttachment {
  const attached = findAttachment(tables, AttachmentId);
  if (attached.NetworkInterfaceId !== row.NetworkInterfaceId) {
    throw invalidParameterValue(
      `The attachment '${AttachmentId}' is not one of '${row.NetworkInterfaceId}'`,
    );
  }
  return { ...row.Attachment, ...(DeleteOnTermination !== undefined && { DeleteOnTermination }) };
}

/** @throws AwsError for an interface that a service has made for itself */
function checkOwn({ NetworkInterfaceId, RequesterId }: NetworkInterfaceRow): void {
  if (RequesterId === undefined) return;
  throw new AwsError(
    'OperationNotPermitted',
    `You are not allowed to manage '${NetworkInterfaceId}', which is managed by ${RequesterId}.`,
  );
}
