// Application load balancers: made, described and deleted. What listens for them is made elsewhere, of
// these records.

import { randomInt } from 'node:crypto';
import type {
  CreateLoadBalancerInput,
  LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { elbv2Tables, type LoadBalancerRow } from '../../store/elbv2.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { loadBalancerArn } from './arns.ts';
import { defaultAttributes } from './attributes.ts';
import { duplicateName, kinds, operationNotPermitted, validationError } from './errors.ts';
import { hostedZoneId } from './hostedZones.ts';
import { checkLimit } from './limits.ts';
import { deleteListener } from './listenerRows.ts';
import { freeLoadBalancerAddress } from './loadBalancerAddresses.ts';
import { loadBalancerAttributes } from './loadBalancerAttributeTable.ts';
import {
  deleteInterfaces,
  type Network,
  putInterfaces,
  resolveNetwork,
} from './loadBalancerInterfaces.ts';
import { checkName } from './names.ts';
import { notBuilt } from './notBuilt.ts';
import { page } from './pages.ts';
import { byArns, checkArn } from './records.ts';
import type { Elbv2Operations } from './service.ts';
import { hasOtherTags, putTags } from './tags.ts';

export const loadBalancerOperations: Elbv2Operations = {
  CreateLoadBalancer(input, context) {
    checkBuilt(input);
    const tables = elbv2Tables(context.store);
    const { Scheme = 'internet-facing', Tags } = input;
    const LoadBalancerName = checkName(kinds.loadBalancer, input.Name ?? '');
    const network = resolveNetwork(context, { ...input, Scheme });
    const rows = tables.loadBalancers.list();
    const existing = rows.find((row) => row.LoadBalancerName === LoadBalancerName);
    if (existing) {
      const isSame = existing.Scheme === Scheme && hasNetwork(existing, network);
      if (!isSame || hasOtherTags(tables, existing.LoadBalancerArn, Tags)) {
        throw duplicateName(kinds.loadBalancer, LoadBalancerName);
      }
      return { LoadBalancers: [shownLoadBalancer(existing)] };
    }
    checkLimit('application-load-balancers', rows.length + 1, 'TooManyLoadBalancers');
    const row = putLoadBalancer(context, LoadBalancerName, Scheme, network);
    putTags(tables, row.LoadBalancerArn, Tags);
    return { LoadBalancers: [shownLoadBalancer(row)] };
  },

  DescribeLoadBalancers({ LoadBalancerArns, Names, ...request }, { store }) {
    const { loadBalancers } = elbv2Tables(store);
    if (LoadBalancerArns?.length && Names?.length) {
      throw validationError(
        'Load balancer names and load balancer ARNs cannot be specified at the same time',
      );
    }
    const chosen = LoadBalancerArns?.length
      ? byArns(loadBalancers, kinds.loadBalancer, LoadBalancerArns)
      : named(loadBalancers.list(), Names);
    const { items, marks } = page(chosen, ({ LoadBalancerArn }) => LoadBalancerArn, request);
    return { LoadBalancers: items.map(shownLoadBalancer), ...marks };
  },

  /** As AWS does, says nothing of one that there is not. */
  DeleteLoadBalancer({ LoadBalancerArn = '' }, context) {
    checkArn(kinds.loadBalancer, LoadBalancerArn);
    const tables = elbv2Tables(context.store);
    const row = tables.loadBalancers.get(LoadBalancerArn);
    if (!row) return {};
    if (row.attributes['deletion_protection.enabled'] === 'true') {
      throw operationNotPermitted(
        `Load balancer '${LoadBalancerArn}' cannot be deleted because deletion protection is enabled`,
      );
    }
    for (const listener of tables.listeners.list()) {
      if (listener.LoadBalancerArn === LoadBalancerArn) deleteListener(tables, listener);
    }
    deleteInterfaces(context, Object.values(row.interfaceIds));
    tables.loadBalancers.delete(LoadBalancerArn);
    tables.tags.delete(LoadBalancerArn);
    return {};
  },
};

/** With the address on this machine, which AWS does not show of load balancers of this type. */
export function shownLoadBalancer({
  address,
  attributes: _,
  interfaceIds: __,
  ...row
}: LoadBalancerRow): LoadBalancer {
  return {
    ...row,
    AvailabilityZones: row.AvailabilityZones.map((zone) => ({
      ...zone,
      LoadBalancerAddresses: [{ IpAddress: address }],
    })),
  };
}

function checkBuilt(input: CreateLoadBalancerInput): void {
  const { Type = 'application', IpAddressType = 'ipv4', IpamPools } = input;
  if (Type !== 'application') throw notBuilt(`CreateLoadBalancer of type ${Type}`);
  if (IpAddressType !== 'ipv4') throw notBuilt('CreateLoadBalancer with IPv6');
  if (input.CustomerOwnedIpv4Pool !== undefined) throw notBuilt('CreateLoadBalancer on an Outpost');
  if (IpamPools?.Ipv4IpamPoolId !== undefined) throw notBuilt('CreateLoadBalancer with IPAM pools');
}

function putLoadBalancer(
  context: Context,
  LoadBalancerName: string,
  Scheme: NonNullable<CreateLoadBalancerInput['Scheme']>,
  network: Network,
): LoadBalancerRow {
  const LoadBalancerArn = loadBalancerArn(context, LoadBalancerName);
  const row: LoadBalancerRow = {
    LoadBalancerArn,
    LoadBalancerName,
    DNSName: dnsName(context, LoadBalancerName, Scheme),
    CanonicalHostedZoneId: hostedZoneId(context.regionName),
    CreatedTime: context.now(),
    Scheme,
    Type: 'application',
    VpcId: network.VpcId,
    State: { Code: 'active' },
    AvailabilityZones: [],
    SecurityGroups: network.groups.map(({ GroupId }) => GroupId),
    IpAddressType: 'ipv4',
    address: freeLoadBalancerAddress(context),
    attributes: defaultAttributes(loadBalancerAttributes({ Scheme })),
    interfaceIds: {},
  };
  return putInterfaces(context, row, network.subnets);
}

/** The machine's resolver finds `localhost`'s own names at 127.0.0.1, and so this one at no load balancer. */
function dnsName({ regionName }: Context, name: string, Scheme: string): string {
  const prefix = Scheme === 'internal' ? 'internal-' : '';
  return `${prefix}${name}-${randomInt(1e9, 1e10)}.${regionName}.elb.localhost`;
}

function hasNetwork(row: LoadBalancerRow, { subnets, groups }: Network): boolean {
  const subnetIds = subnets.map(({ SubnetId }) => SubnetId);
  const groupIds = groups.map(({ GroupId }) => GroupId);
  return (
    isSameSet(Object.keys(row.interfaceIds), subnetIds) && isSameSet(row.SecurityGroups, groupIds)
  );
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  return new Set([...some, ...others]).size === some.length && some.length === others.length;
}

function named(
  rows: readonly LoadBalancerRow[],
  Names: readonly string[] | undefined,
): LoadBalancerRow[] {
  if (!Names?.length) return [...rows];
  const missing = Names.filter((name) => !rows.some((row) => row.LoadBalancerName === name));
  if (missing.length > 0) {
    throw new AwsError(
      kinds.loadBalancer.notFoundCode,
      `Load balancers '[${missing.join(', ')}]' not found`,
    );
  }
  return rows.filter(({ LoadBalancerName }) => Names.includes(LoadBalancerName));
}
