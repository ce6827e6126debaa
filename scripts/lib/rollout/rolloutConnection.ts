// One request to the app through its load balancer, on a connection of its own.

import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RolloutContext } from './rolloutContext.ts';

export type Answer = {
  readonly status: number;
  /** `x-instance-id` */
  readonly instanceId: string | undefined;
  /** `x-release` */
  readonly release: string | undefined;
};

/**
 * Where requests to a URL go: where its load balancer says that it listens, else where its name leads to. AWS's says
 * nothing of itself. A name that only this machine knows, such as one of `localhost`, may lead elsewhere.
 *
 * @throws where nobody knows
 */
export async function findAddress(
  { clients, request }: Pick<RolloutContext, 'clients' | 'request'>,
  url: URL,
): Promise<string> {
  const { TargetGroups } = await clients.elbv2.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [request.targetGroupArn] }),
  );
  const LoadBalancerArns = TargetGroups?.[0]?.LoadBalancerArns ?? [];
  const { LoadBalancers = [] } =
    LoadBalancerArns.length === 0
      ? {}
      : await clients.elbv2.send(new DescribeLoadBalancersCommand({ LoadBalancerArns }));
  const [address] = LoadBalancers.flatMap(({ AvailabilityZones = [] }) => AvailabilityZones)
    .flatMap(({ LoadBalancerAddresses = [] }) => LoadBalancerAddresses)
    .flatMap(({ IpAddress }) => IpAddress ?? []);
  return address ?? (await lookup(url.hostname.replaceAll(/[[\]]/g, ''))).address;
}

/** @param address where the host of the URL is */
export function ask(url: URL, address: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const here: LookupFunction = (_, { all }, callback) => {
    const family = address.includes(':') ? 6 : 4;
    if (all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
  const { get } = url.protocol === 'https:' ? https : http;
  const options = { agent: false, lookup: here, signal: AbortSignal.timeout(5_000) };
  get(url, options, (response) => {
    const { 'x-instance-id': instanceId, 'x-release': release } = response.headers;
    response.on('error', reject).resume();
    resolve({
      status: response.statusCode ?? 0,
      instanceId: textOf(instanceId),
      release: textOf(release),
    });
  }).on('error', reject);
  return promise;
}

const textOf = (header: string | string[] | undefined) => [header].flat()[0];
