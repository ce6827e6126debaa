// Elastic addresses come to interfaces and leave them. The network knows one address of an interface on
// the host, so an elastic one takes its place, and gives it back.

import { type AddressRow, type Ec2Tables, ec2Tables } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { byId } from './describe.ts';
import { kinds } from './errors.ts';
import { withPublicAddress } from './interfaceRows.ts';
import { internetGatewayOf } from './internetGateways.ts';

/**
 * Puts a free address on an interface; another elastic one that it has becomes free.
 *
 * @throws AwsError `Gateway.NotAttached` in a VPC without an internet gateway
 */
export function associateAddress(
  context: Context,
  address: AddressRow,
  NetworkInterfaceId: string,
): AddressRow & { readonly AssociationId: string } {
  const tables = ec2Tables(context.store);
  const { VpcId } = byId(tables.networkInterfaces, kinds.networkInterface, NetworkInterfaceId);
  if (!internetGatewayOf(tables, VpcId)) {
    throw new AwsError(
      'Gateway.NotAttached',
      `Network ${VpcId} is not attached to any internet gateway`,
    );
  }
  const earlier = addressOf(tables, NetworkInterfaceId);
  if (earlier) disassociateAddress(context, earlier);
  const row = byId(tables.networkInterfaces, kinds.networkInterface, NetworkInterfaceId);
  const { AllocationId, PublicIp } = address;
  const AssociationId = newId('eipassoc');
  const { hostAddress, Association } = row;
  tables.networkInterfaces.put(NetworkInterfaceId, {
    ...withPublicAddress(context, row, { AllocationId, AssociationId, PublicIp }),
    withoutElasticAddress: { hostAddress, isPublic: Association !== undefined },
  });
  const associated = { ...address, AssociationId, NetworkInterfaceId };
  tables.addresses.put(AllocationId, associated);
  return associated;
}

/** Takes an address from the interface that it is on, which has its own again. */
export function disassociateAddress(context: Context, address: AddressRow): AddressRow {
  const tables = ec2Tables(context.store);
  const { AssociationId: _, NetworkInterfaceId, ...free } = address;
  tables.addresses.put(address.AllocationId, free);
  const row = tables.networkInterfaces.get(NetworkInterfaceId ?? '');
  if (row?.withoutElasticAddress) {
    const { withoutElasticAddress, ...rest } = row;
    const { hostAddress, isPublic } = withoutElasticAddress;
    tables.networkInterfaces.put(
      row.NetworkInterfaceId,
      withPublicAddress(context, { ...rest, hostAddress }, isPublic ? 'own' : undefined),
    );
  }
  return free;
}

/** The elastic address that an interface has. */
export function addressOf(
  { addresses }: Ec2Tables,
  NetworkInterfaceId: string,
): AddressRow | undefined {
  return addresses.list().find((each) => each.NetworkInterfaceId === NetworkInterfaceId);
}
