// Internet gateways. Here the host is the internet.

import type { AttachmentStatus } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables, type InternetGatewayRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { newId } from '../shared/ids.ts';
import { byId, describe } from './describe.ts';
import { dependencyViolation, invalidParameterValue, kinds } from './errors.ts';
import type { Ec2Operations } from './service.ts';
import { putTags, tagsFor } from './tagSpecifications.ts';

export const internetGatewayOperations: Ec2Operations = {
  CreateInternetGateway(input, context) {
    const tables = ec2Tables(context.store);
    const Tags = tagsFor('internet-gateway', input.TagSpecifications);
    const row = putInternetGateway(context);
    putTags(tables, row.InternetGatewayId, Tags);
    return { InternetGateway: { ...row, Tags } };
  },

  DescribeInternetGateways(input, { store }) {
    const tables = ec2Tables(store);
    const { items, nextToken } = describe(
      tables,
      tables.internetGateways,
      kinds.internetGateway,
      ({ InternetGatewayId }) => InternetGatewayId,
      { ...input, ids: input.InternetGatewayIds },
      {
        'attachment.state': ({ Attachments = [] }) => Attachments.map(({ State }) => State),
        'attachment.vpc-id': ({ Attachments = [] }) => Attachments.map(({ VpcId }) => VpcId),
        'internet-gateway-id': ({ InternetGatewayId }) => InternetGatewayId,
        'owner-id': ({ OwnerId }) => OwnerId,
      },
    );
    return { InternetGateways: items, NextToken: nextToken };
  },

  AttachInternetGateway({ InternetGatewayId = '', VpcId = '' }, { store }) {
    const tables = ec2Tables(store);
    const row = byId(tables.internetGateways, kinds.internetGateway, InternetGatewayId);
    byId(tables.vpcs, kinds.vpc, VpcId);
    const [attachment] = row.Attachments ?? [];
    if (attachment) {
      throw new AwsError(
        'Resource.AlreadyAssociated',
        `resource ${InternetGatewayId} is already attached to network ${attachment.VpcId}`,
      );
    }
    if (internetGatewayOf(tables, VpcId)) {
      throw invalidParameterValue(`Network ${VpcId} already has an internet gateway attached`);
    }
    attachInternetGateway(tables, row, VpcId);
    return {};
  },

  DetachInternetGateway({ InternetGatewayId = '', VpcId = '' }, { store }) {
    const tables = ec2Tables(store);
    const row = byId(tables.internetGateways, kinds.internetGateway, InternetGatewayId);
    byId(tables.vpcs, kinds.vpc, VpcId);
    if (row.Attachments?.[0]?.VpcId !== VpcId) {
      throw new AwsError(
        'Gateway.NotAttached',
        `resource ${InternetGatewayId} is not attached to network ${VpcId}`,
      );
    }
    const isMapped = tables.networkInterfaces
      .list()
      .some(({ Association, ...each }) => each.VpcId === VpcId && Association);
    if (isMapped) {
      throw dependencyViolation(
        `Network ${VpcId} has some mapped public address(es). Please unmap those public ` +
          'address(es) before detaching the gateway.',
      );
    }
    tables.internetGateways.put(InternetGatewayId, { ...row, Attachments: [] });
    return {};
  },

  DeleteInternetGateway({ InternetGatewayId = '' }, { store }) {
    const tables = ec2Tables(store);
    const row = byId(tables.internetGateways, kinds.internetGateway, InternetGatewayId);
    if (row.Attachments?.length) {
      throw dependencyViolation(
        `The internetGateway '${InternetGatewayId}' has dependencies and cannot be deleted.`,
      );
    }
    tables.internetGateways.delete(InternetGatewayId);
    tables.tags.delete(InternetGatewayId);
    return {};
  },
};

export function putInternetGateway({ store, accountId }: Context): InternetGatewayRow {
  const row = { InternetGatewayId: newId('igw'), OwnerId: accountId, Attachments: [] };
  ec2Tables(store).internetGateways.put(row.InternetGatewayId, row);
  return row;
}

export function attachInternetGateway(
  { internetGateways }: Ec2Tables,
  row: InternetGatewayRow,
  VpcId: string,
): void {
  // Of an internet gateway AWS says `available`, which the model has not.
  const State = 'available' as AttachmentStatus;
  internetGateways.put(row.InternetGatewayId, { ...row, Attachments: [{ State, VpcId }] });
}

/** The gateway attached to a VPC. */
export function internetGatewayOf(
  { internetGateways }: Ec2Tables,
  VpcId: string,
): InternetGatewayRow | undefined {
  return internetGateways.list().find((row) => row.Attachments?.[0]?.VpcId === VpcId);
}
