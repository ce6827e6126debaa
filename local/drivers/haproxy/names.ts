// How what is routed is called in HAProxy, and back: names must say all, since the log and the servers of
// a process are read by regions that did not start it.
//
//   targetgroup_webapp_73e2d6bc24d8a067     the resource of an ARN, with _ for /
//   i-0123:8080_198.18.0.9_198.18.0.3       a target: who it is, where, and whence it is asked; one of
//                                           another address is thus another server
//
// AWS allows no _ in names of load balancers and target groups.

import type { RoutedTarget } from '../loadBalancers.ts';

const group = /^(?:to_)?(targetgroup_.+)$/;

/** Of a listener's or target group's ARN. */
export function proxyName(arn: string): string {
  return arn.split(':').slice(5).join(':').replaceAll('/', '_');
}

/** The target group that a proxy stands for; undefined for listeners. */
export function targetGroupArn(name: string, LoadBalancerArn: string): string | undefined {
  const [, resource] = group.exec(name) ?? [];
  if (resource === undefined) return undefined;
  const origin = LoadBalancerArn.split(':').slice(0, 5);
  return [...origin, resource.replaceAll('_', '/')].join(':');
}

export function serverName({ id, address, sourceAddress }: RoutedTarget): string {
  return `${id}_${address}_${sourceAddress}`;
}

/** The {@link RoutedTarget.id} of a server; undefined where none was chosen. */
export function targetId(name: string): string | undefined {
  const end = name.indexOf('_');
  return end === -1 ? undefined : name.slice(0, end);
}
