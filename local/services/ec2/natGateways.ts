// NAT gateways: records, with an interface and an elastic address each. Instances here reach the
// internet, which is the host, without one.

import type { NatGatewayAddress, NetworkInterfaceType } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables, type NatGatewayRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { required } from '../shared/required.ts';
import { byId, describe } from './describe.ts';
import { associateAddress } from './elasticAddresses.ts';
import { invalidParameterCombination, kinds, notFound } from './errors.ts';
import { deleteNetworkInterface, putNetworkInterface } from './interfaceRows.ts';
import { internetGatewayOf } from './internetGateways.ts';
import { notBuilt } from './notBuilt.ts';
import type { Ec2Operations } from './service.ts';
import { putTags, tagsFor } from './tagSpecifications.ts';

/** What AWS gives the caller's other requests to attach an internet gateway. */
const pendingMilliseconds = 60_000;
/** How long a deleted or failed one is still described. */
const keptMilliseconds = 60 * 60_000;

export const natGatewayOperations: Ec2Operations = {
  CreateNatGateway(input, context) {
    if (input.AvailabilityMode === 'regional') throw notBuilt('CreateNatGateway for a region');
    const tables = ec2Tables(context.store);
    const ConnectivityType = input.ConnectivityType ?? 'public';
    const SubnetId = required('subnetId', input.SubnetId);
    const subnet = byId(tables.subnets, kinds.subnet, SubnetId);
    const AllocationId =
      ConnectivityType === 'public' ? freeAllocation(tables, input.AllocationId) : undefined;
    if (ConnectivityType === 'private' && input.AllocationId !== undefined) {
      throw invalidParameterCombination('A private NAT gateway has no AllocationId');
    }
    const Tags = tagsFor('natgateway', input.TagSpecifications);
    const NatGatewayId = newId('nat');
    const networkInterface = putNetworkInterface(context, {
      subnet,
      groups: [],
      PrivateIpAddress: input.PrivateIpAddress,
      Description: `Interface for NAT Gateway ${NatGatewayId}`,
      // As AWS says it, which the model spells otherwise.
      InterfaceType: 'nat_gateway' as NetworkInterfaceType,
      RequesterId: 'amazon-nat-gateway',
      Attachment: {
        AttachmentId: newId('ela-attach'),
        AttachTime: context.now(),
        DeleteOnTermination: false,
        DeviceIndex: 1,
        InstanceOwnerId: 'amazon-aws',
        Status: 'attached',
      },
    });
    tables.natGateways.put(NatGatewayId, {
      NatGatewayId,
      VpcId: subnet.VpcId,
      SubnetId,
      ConnectivityType,
      AvailabilityMode: 'zonal',
      CreateTime: context.now(),
      State: 'pending',
      NatGatewayAddresses: [
        {
          ...(AllocationId !== undefined && { AllocationId }),
          NetworkInterfaceId: networkInterface.NetworkInterfaceId,
          PrivateIp: networkInterface.PrivateIpAddress,
          IsPrimary: true,
          Status: 'succeeded',
        },
      ],
    });
    putTags(tables, NatGatewayId, Tags);
    settle(context);
    return { NatGateway: { ...byId(tables.natGateways, kinds.natGateway, NatGatewayId), Tags } };
  },

  DescribeNatGateways(input, context) {
    settle(context);
    const tables = ec2Tables(context.store);
    const { items, nextToken } = describe(
      tables,
      tables.natGateways,
      kinds.natGateway,
      ({ NatGatewayId }) => NatGatewayId,
      { ...input, Filters: input.Filter, ids: input.NatGatewayIds },
      {
        'connectivity-type': ({ ConnectivityType }) => ConnectivityType,
        'nat-gateway-id': ({ NatGatewayId }) => NatGatewayId,
        state: ({ State }) => State,
        'subnet-id': ({ SubnetId }) => SubnetId,
        'vpc-id': ({ VpcId }) => VpcId,
      },
    );
    return { NatGateways: items, NextToken: nextToken };
  },

  DeleteNatGateway({ NatGatewayId = '' }, context) {
    settle(context);
    const { natGateways } = ec2Tables(context.store);
    const row = byId(natGateways, kinds.natGateway, NatGatewayId);
    if (row.State === 'deleted') throw notFound(kinds.natGateway, NatGatewayId);
    end(context, row, { State: 'deleted' });
    return { NatGatewayId };
  },
};

/**
 * What became of them since: a pending one is available once its VPC has an internet gateway, or fails;
 * one that has ended is forgotten.
 */
function settle(context: Context): void {
  const tables = ec2Tables(context.store);
  const since = (time: Date | undefined) => context.now().getTime() - (time?.getTime() ?? 0);
  for (const row of tables.natGateways.list()) {
    if (row.DeleteTime && since(row.DeleteTime) > keptMilliseconds) {
      tables.natGateways.delete(row.NatGatewayId);
      tables.tags.delete(row.NatGatewayId);
    }
    if (row.State !== 'pending') continue;
    const lost = row.NatGatewayAddresses?.find((each) => !hasItsAddress(tables, each));
    if (lost) {
      end(context, row, {
        State: 'failed',
        FailureCode: 'Resource.AlreadyAssociated',
        FailureMessage: `Elastic IP address ${lost.AllocationId} is already associated`,
      });
    } else if (row.ConnectivityType === 'private' || internetGatewayOf(tables, row.VpcId ?? '')) {
      tables.natGateways.put(row.NatGatewayId, connected(context, row));
    } else if (since(row.CreateTime) > pendingMilliseconds) {
      end(context, row, {
        State: 'failed',
        FailureCode: 'Gateway.NotAttached',
        FailureMessage: `Network ${row.VpcId} has no Internet gateway attached`,
      });
    }
  }
}

/** Whether an elastic address that a pending gateway is to have is still there and free. */
function hasItsAddress({ addresses }: Ec2Tables, { AllocationId }: NatGatewayAddress): boolean {
  if (AllocationId === undefined) return true;
  const address = addresses.get(AllocationId);
  return address !== undefined && address.AssociationId === undefined;
}

function connected(context: Context, row: NatGatewayRow): NatGatewayRow {
  const { addresses } = ec2Tables(context.store);
  const NatGatewayAddresses = row.NatGatewayAddresses?.map((each) => {
    const address = addresses.get(each.AllocationId ?? '');
    if (!address || each.NetworkInterfaceId === undefined) return each;
    const { AssociationId, PublicIp } = associateAddress(context, address, each.NetworkInterfaceId);
    return { ...each, AssociationId, PublicIp };
  });
  return { ...row, State: 'available', NatGatewayAddresses };
}

function end(
  context: Context,
  row: NatGatewayRow,
  how: Pick<NatGatewayRow, 'State' | 'FailureCode' | 'FailureMessage'>,
): void {
  const tables = ec2Tables(context.store);
  for (const { NetworkInterfaceId } of row.NatGatewayAddresses ?? []) {
    if (NetworkInterfaceId !== undefined) deleteNetworkInterface(tables, NetworkInterfaceId);
  }
  tables.natGateways.put(row.NatGatewayId, { ...row, ...how, DeleteTime: context.now() });
}

/** The elastic address for a public gateway, which no other may have. */
function freeAllocation(tables: Ec2Tables, id: string | undefined): string {
  const AllocationId = required('AllocationId', id);
  const { AssociationId } = byId(tables.addresses, kinds.address, AllocationId);
  const isPromised = tables.natGateways
    .list()
    .some(
      ({ State, NatGatewayAddresses }) =>
        State === 'pending' &&
        NatGatewayAddresses?.some((each) => each.AllocationId === AllocationId),
    );
  if (AssociationId === undefined && !isPromised) return AllocationId;
  throw new AwsError(
    'Resource.AlreadyAssociated',
    `Elastic IP address [${AllocationId}] is already associated`,
  );
}
