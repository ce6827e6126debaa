// Names of load balancers and what belongs to them. Each holds those that it belongs to:
//
//   …:loadbalancer/app/<name>/<id>
//   …:listener/app/<name>/<id>/<listener's id>
//   …:listener-rule/app/<name>/<id>/<listener's id>/<rule's id>
//   …:targetgroup/<name>/<id>

import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../shared/context.ts';

type Owner = Pick<Context, 'regionName' | 'accountId'>;

export function loadBalancerArn(owner: Owner, LoadBalancerName: string): string {
  return arn(owner, `loadbalancer/app/${LoadBalancerName}/${newId()}`);
}

export function targetGroupArn(owner: Owner, TargetGroupName: string): string {
  return arn(owner, `targetgroup/${TargetGroupName}/${newId()}`);
}

export function listenerArn(LoadBalancerArn: string): string {
  return `${LoadBalancerArn.replace(':loadbalancer/', ':listener/')}/${newId()}`;
}

export function ruleArn(ListenerArn: string): string {
  return `${ListenerArn.replace(':listener/', ':listener-rule/')}/${newId()}`;
}

/** A default rule has no record: its id follows from its listener's. */
export function defaultRuleArn(ListenerArn: string): string {
  const id = createHash('sha256').update(ListenerArn).digest('hex').slice(0, 16);
  return `${ListenerArn.replace(':listener/', ':listener-rule/')}/${id}`;
}

/** Such as `app/<name>/<id>`: how metrics and interfaces name a load balancer. */
export function loadBalancerPath(LoadBalancerArn: string): string {
  return LoadBalancerArn.slice(LoadBalancerArn.indexOf('app/'));
}

function arn({ regionName, accountId }: Owner, resource: string): string {
  return `arn:aws:elasticloadbalancing:${regionName}:${accountId}:${resource}`;
}

function newId(): string {
  return randomBytes(8).toString('hex');
}
