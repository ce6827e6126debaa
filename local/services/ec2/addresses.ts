// Elastic addresses: public ones that stay the caller's when instances go.

import type { Address } from '@aws-sdk/client-ec2';
import { type AddressRow, type Ec2Tables, ec2Tables } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { newId } from '../shared/ids.ts';
import { paginate } from '../shared/pagination.ts';
import { required } from '../shared/required.ts';
import { byId, byIds, describe } from './describe.ts';
import { associateAddress, disassociateAddress } from './elasticAddresses.ts';
import { invalidParameterCombination, invalidParameterValue, kinds } from './errors.ts';
import { freePoolAddress } from './interfaceRows.ts';
import { notBuilt } from './notBuilt.ts';
import type { Ec2Operations } from './service.ts';
import { tableView } from './tableView.ts';
import { putTags, tagsFor } from './tagSpecifications.ts';

export const addressOperations: Ec2Operations = {
  AllocateAddress(input, context) {
    if (input.Address || input.IpamPoolId || input.CustomerOwnedIpv4Pool) {
      throw notBuilt('AllocateAddress of a certain address or from another pool');
    }
    const tables = ec2Tables(context.store);
    const tags = tagsFor('elastic-ip', input.TagSpecifications);
    const row: AddressRow = {
      AllocationId: newId('eipalloc'),
      PublicIp: freePoolAddress(context),
      Domain: 'vpc',
      PublicIpv4Pool: 'amazon',
      NetworkBorderGroup: context.regionName,
    };
    tables.addresses.put(row.AllocationId, row);
    putTags(tables, row.AllocationId, tags);
    return row;
  },

  DescribeAddresses(input, { store }) {
    const tables = ec2Tables(store);
    const { items } = describe(
      tables,
      tableView(tables.addresses, (row) => addressView(tables, row)),
      kinds.address,
      ({ AllocationId }) => AllocationId,
      { Filters: input.Filters, ids: idsOf(tables, input) },
      {
        'allocation-id': ({ AllocationId }) => AllocationId,
        'association-id': ({ AssociationId }) => AssociationId,
        domain: ({ Domain }) => Domain,
        'instance-id': ({ InstanceId }) => InstanceId,
        'network-border-group': ({ NetworkBorderGroup }) => NetworkBorderGroup,
        'network-interface-id': ({ NetworkInterfaceId }) => NetworkInterfaceId,
        'network-interface-owner-id': ({ NetworkInterfaceOwnerId }) => NetworkInterfaceOwnerId,
        'private-ip-address': ({ PrivateIpAddress }) => PrivateIpAddress,
        'public-ip': ({ PublicIp }) => PublicIp,
      },
    );
    return { Addresses: items };
  },

  /** No address here has a name of the caller's choosing (`PtrRecord`). */
  DescribeAddressesAttribute(input, { store }) {
    const { addresses } = ec2Tables(store);
    const { items, nextToken } = paginate(
      input.AllocationIds?.length
        ? byIds(addresses, kinds.address, input.AllocationIds)
        : addresses.list(),
      ({ AllocationId }) => AllocationId,
      { token: input.NextToken, size: input.MaxResults },
      { min: 1, max: 1000, name: 'MaxResults' },
      'InvalidNextToken',
    );
    return {
      Addresses: items.map(({ AllocationId, PublicIp }) => ({ AllocationId, PublicIp })),
      NextToken: nextToken,
    };
  },

  AssociateAddress(input, context) {
    const tables = ec2Tables(context.store);
    const AllocationId = required('AllocationId', input.AllocationId);
    const address = byId(tables.addresses, kinds.address, AllocationId);
    const interfaceId = interfaceFor(tables, input.NetworkInterfaceId, input.InstanceId);
    const { PrivateIpAddress } = byId(
      tables.networkInterfaces,
      kinds.networkInterface,
      interfaceId,
    );
    if (input.PrivateIpAddress !== undefined && input.PrivateIpAddress !== PrivateIpAddress) {
      throw invalidParameterValue(
        `${input.PrivateIpAddress} is not a private address of ${interfaceId}: it has ${PrivateIpAddress}`,
      );
    }
    if (address.AssociationId === undefined) {
      return { AssociationId: associateAddress(context, address, interfaceId).AssociationId };
    }
    if (address.NetworkInterfaceId === interfaceId) {
      return { AssociationId: address.AssociationId };
    }
    if (input.AllowReassociation === false) {
      throw new AwsError(
        'Resource.AlreadyAssociated',
        `resource ${AllocationId} is already associated with associate-id ${address.AssociationId}`,
      );
    }
    const free = disassociateAddress(context, address);
    return { AssociationId: associateAddress(context, free, interfaceId).AssociationId };
  },

  DisassociateAddress({ AssociationId, PublicIp }, context) {
    const { addresses } = ec2Tables(context.store);
    const wanted = PublicIp === undefined ? required('AssociationId', AssociationId) : undefined;
    const address = addresses
      .list()
      .find((row) => (wanted ? row.AssociationId === wanted : row.PublicIp === PublicIp));
    if (!address) {
      throw wanted
        ? new AwsError(
            'InvalidAssociationID.NotFound',
            `The association ID '${wanted}' does not exist`,
          )
        : noAddress(PublicIp ?? '');
    }
    if (address.AssociationId !== undefined) disassociateAddress(context, address);
    return {};
  },

  ReleaseAddress(input, { store }) {
    const tables = ec2Tables(store);
    const AllocationId = required('AllocationId', input.AllocationId);
    const { AssociationId, PublicIp } = byId(tables.addresses, kinds.address, AllocationId);
    if (AssociationId !== undefined) {
      throw new AwsError('InvalidIPAddress.InUse', `Address ${PublicIp} is in use.`);
    }
    tables.addresses.delete(AllocationId);
    tables.tags.delete(AllocationId);
    return {};
  },
};

/** An address with what it is on. */
function addressView(tables: Ec2Tables, row: AddressRow): AddressRow & Address {
  const on = tables.networkInterfaces.get(row.NetworkInterfaceId ?? '');
  if (!on) return row;
  const { PrivateIpAddress, OwnerId, Attachment } = on;
  return {
    ...row,
    PrivateIpAddress,
    NetworkInterfaceOwnerId: OwnerId,
    ...(Attachment?.InstanceId !== undefined && { InstanceId: Attachment.InstanceId }),
  };
}

function idsOf(
  { addresses }: Ec2Tables,
  input: {
    readonly AllocationIds?: readonly string[] | undefined;
    readonly PublicIps?: readonly string[] | undefined;
  },
): string[] {
  const ofAddresses = (input.PublicIps ?? []).map((ip) => {
    const row = addresses.list().find(({ PublicIp }) => PublicIp === ip);
    if (row) return row.AllocationId;
    throw noAddress(ip);
  });
  return [...(input.AllocationIds ?? []), ...ofAddresses];
}

/** The interface that is named, or the one of an instance. */
function interfaceFor(
  tables: Ec2Tables,
  NetworkInterfaceId: string | undefined,
  InstanceId: string | undefined,
): string {
  if ((NetworkInterfaceId === undefined) === (InstanceId === undefined)) {
    throw invalidParameterCombination('Expected one of InstanceId, NetworkInterfaceId');
  }
  if (NetworkInterfaceId !== undefined) return NetworkInterfaceId;
  const { State } = byId(tables.instances, kinds.instance, InstanceId ?? '');
  const [only, ...more] = tables.networkInterfaces
    .list()
    .filter(({ Attachment }) => Attachment?.InstanceId === InstanceId);
  if (only && more.length === 0) return only.NetworkInterfaceId;
  throw new AwsError(
    'InvalidInstanceID',
    only
      ? `There are multiple interfaces attached to instance '${InstanceId}'. Please specify an interface ID for the operation instead.`
      : `The instance '${InstanceId}' is not in a valid state for this operation: it is ${State.Name}.`,
  );
}

function noAddress(ip: string): AwsError {
  return new AwsError('InvalidAddress.NotFound', `Address '${ip}' not found.`);
}
