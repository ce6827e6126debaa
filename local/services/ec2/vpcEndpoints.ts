// VPC endpoints. They are records: the region's API is reached by its link-local address.

import type { UnsuccessfulItem } from '@aws-sdk/client-ec2';
import { ec2Tables, type VpcEndpointRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { byId, describe } from './describe.ts';
import {
  checkPrivateDns,
  defaultEndpointPolicy,
  deleteVpcEndpoint,
  endpointGroups,
  putVpcEndpoint,
  setEndpointInterfaces,
  setEndpointRoutes,
  vpcEndpointView,
} from './endpointRows.ts';
import { invalidParameterValue, kinds } from './errors.ts';
import { notBuilt } from './notBuilt.ts';
import type { Ec2Operations } from './service.ts';
import { tableView } from './tableView.ts';
import { putTags, tagsFor } from './tagSpecifications.ts';

export const vpcEndpointOperations: Ec2Operations = {
  CreateVpcEndpoint(input, context) {
    const tables = ec2Tables(context.store);
    const type = input.VpcEndpointType ?? 'Gateway';
    if (type !== 'Gateway' && type !== 'Interface')
      throw notBuilt(`CreateVpcEndpoint of a ${type}`);
    const { VpcId } = byId(tables.vpcs, kinds.vpc, input.VpcId ?? '');
    const PolicyDocument = checkPolicy(input.PolicyDocument) ?? defaultEndpointPolicy;
    const Tags = tagsFor('vpc-endpoint', input.TagSpecifications);
    const row = putVpcEndpoint(context, { ...input, VpcId, PolicyDocument, type });
    putTags(tables, row.VpcEndpointId, Tags);
    return { VpcEndpoint: { ...vpcEndpointView(tables, row), Tags } };
  },

  DescribeVpcEndpoints(input, { store }) {
    const tables = ec2Tables(store);
    const { items, nextToken } = describe(
      tables,
      tableView(tables.vpcEndpoints, (row) => vpcEndpointView(tables, row)),
      kinds.vpcEndpoint,
      ({ VpcEndpointId }) => VpcEndpointId,
      { ...input, ids: input.VpcEndpointIds },
      {
        'ip-address-type': ({ IpAddressType }) => IpAddressType,
        'service-name': ({ ServiceName }) => ServiceName,
        'service-region': ({ ServiceRegion }) => ServiceRegion,
        'vpc-endpoint-id': ({ VpcEndpointId }) => VpcEndpointId,
        'vpc-endpoint-state': ({ State }) => State,
        'vpc-endpoint-type': ({ VpcEndpointType }) => VpcEndpointType,
        'vpc-id': ({ VpcId }) => VpcId,
      },
    );
    return { VpcEndpoints: items, NextToken: nextToken };
  },

  ModifyVpcEndpoint(input, context) {
    const tables = ec2Tables(context.store);
    const row = byId(tables.vpcEndpoints, kinds.vpcEndpoint, input.VpcEndpointId ?? '');
    const isGateway = row.VpcEndpointType === 'Gateway';
    const { AddRouteTableIds, RemoveRouteTableIds, AddSubnetIds, RemoveSubnetIds } = input;
    const { AddSecurityGroupIds, RemoveSecurityGroupIds } = input;
    const foreign = isGateway
      ? { AddSubnetIds, RemoveSubnetIds, AddSecurityGroupIds, RemoveSecurityGroupIds }
      : { AddRouteTableIds, RemoveRouteTableIds };
    const refused = Object.entries(foreign).find(([, ids]) => ids?.length);
    if (refused) {
      throw invalidParameterValue(
        `${refused[0]} is not for endpoints of the type ${row.VpcEndpointType}`,
      );
    }
    if (input.PrivateDnsEnabled) checkPrivateDns(tables, row.VpcId);
    const PolicyDocument = input.ResetPolicy
      ? defaultEndpointPolicy
      : (checkPolicy(input.PolicyDocument) ?? row.PolicyDocument);
    const PrivateDnsEnabled = input.PrivateDnsEnabled ?? row.PrivateDnsEnabled;
    const changed: VpcEndpointRow = { ...row, PolicyDocument, PrivateDnsEnabled };
    if (isGateway) {
      const { RouteTableIds } = vpcEndpointView(tables, row);
      tables.vpcEndpoints.put(row.VpcEndpointId, changed);
      setEndpointRoutes(
        context,
        row,
        changedSet(RouteTableIds, AddRouteTableIds, RemoveRouteTableIds),
      );
      return { Return: true };
    }
    const ids = row.Groups?.flatMap(({ GroupId }) => GroupId ?? []);
    const groupIds = changedSet(ids, AddSecurityGroupIds, RemoveSecurityGroupIds);
    const SubnetIds = changedSet(row.SubnetIds, AddSubnetIds, RemoveSubnetIds);
    const Groups = endpointGroups(tables, row.VpcId, groupIds);
    setEndpointInterfaces(context, { ...changed, SubnetIds, Groups });
    return { Return: true };
  },

  DeleteVpcEndpoints({ VpcEndpointIds = [] }, context) {
    const { vpcEndpoints } = ec2Tables(context.store);
    const Unsuccessful: UnsuccessfulItem[] = [];
    for (const id of VpcEndpointIds) {
      const row = vpcEndpoints.get(id);
      if (row) deleteVpcEndpoint(context, row);
      else {
        // Not the code that DescribeVpcEndpoints has.
        const Code = 'InvalidVpcEndpoint.NotFound';
        const Message = `The Vpc Endpoint Id '${id}' does not exist`;
        Unsuccessful.push({ ResourceId: id, Error: { Code, Message } });
      }
    }
    return { Unsuccessful };
  },
};

function checkPolicy(document: string | undefined): string | undefined {
  if (document === undefined) return undefined;
  try {
    JSON.parse(document);
    return document;
  } catch (cause) {
    throw new AwsError('InvalidPolicyDocument', `The policy document is not JSON: ${cause}`);
  }
}

function changedSet(
  before: readonly string[] = [],
  added: readonly string[] = [],
  removed: readonly string[] = [],
): string[] {
  return [...new Set([...before, ...added])].filter((id) => !removed.includes(id));
}
