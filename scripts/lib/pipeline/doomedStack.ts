// What goes with a stack, and whether it may: deletion protection is looked up where it is in effect, since the
// settings only say what the next `up` will make of it.

import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import {
  DescribeLoadBalancerAttributesCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { findRelease, nameOfRelease, type ReleaseRecord } from '../releaseRecords.ts';
import { findStackFleet, type StackFleet } from '../stackFleet.ts';
import { findActiveRefresh } from './deployConflicts.ts';
import type { Pipeline } from './pipeline.ts';

export type DoomedStack = {
  /** Undefined where it is gone, or was never made. */
  readonly fleet: StackFleet | undefined;
  readonly isProtected: boolean;
  readonly refresh: InstanceRefresh | undefined;
  readonly release: ReleaseRecord | undefined;
};

type Around = Pick<Pipeline, 'clients' | 'settings' | 'records'>;

export async function surveyDoomed({ clients, settings, records }: Around): Promise<DoomedStack> {
  const [fleet, release, refresh] = await Promise.all([
    findStackFleet(clients, settings),
    // One that nobody can read goes, too.
    findRelease(records).catch(() => undefined),
    findActiveRefresh({ clients, settings }),
  ]);
  const isProtected = fleet !== undefined && (await isDeletionProtected(clients.elbv2, fleet));
  return { fleet, isProtected, refresh, release };
}

/** Of the load balancer, which stands for the table and the log group: one setting is for the three. */
async function isDeletionProtected(
  elbv2: Pipeline['clients']['elbv2'],
  { targetGroupArn }: StackFleet,
): Promise<boolean> {
  const input = { TargetGroupArns: [targetGroupArn] };
  const { TargetGroups } = await elbv2.send(new DescribeTargetGroupsCommand(input));
  const [LoadBalancerArn] = TargetGroups?.[0]?.LoadBalancerArns ?? [];
  if (LoadBalancerArn === undefined) return false;
  const { Attributes = [] } = await elbv2.send(
    new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }),
  );
  return Attributes.some(
    ({ Key, Value }) => Key === 'deletion_protection.enabled' && Value === 'true',
  );
}

/** @throws saying how protection is taken off */
export function requireUnprotected({ isProtected }: DoomedStack, stack: string): void {
  if (!isProtected) return;
  throw new Error(
    `The stack ${stack} is protected from being deleted: its load balancer, its table and its log group. ` +
      `Nothing was deleted. If that is meant,
  1. in Pulumi.${stack}.yaml:  rollover:deletionProtection: false
  2. npm run deploy -- --stack ${stack}, which takes the protection off them
  3. npm run destroy -- --stack ${stack}`,
  );
}

/** What a person should know who is asked; a line each. */
export function describeDoomed(doomed: DoomedStack, stack: string): readonly string[] {
  const { fleet, refresh, release } = doomed;
  if (!fleet) return [`The stack ${stack} has no fleet. What else is left of it is deleted`];
  const { group, autoScalingGroupName, url } = fleet;
  const count = group.Instances?.length ?? 0;
  return [
    `This is deleted with the stack ${stack}, and cannot be had back:`,
    `  ${url}, the load balancer that answers there`,
    `  ${autoScalingGroupName}, the Auto Scaling group, and its ${count} ${count === 1 ? 'instance' : 'instances'}`,
    '  the table of messages, with all that is in it',
    '  the log group, with all logs; alarms, dashboard, network and roles',
    `  what is recorded of its releases${release ? `, of which ${nameOfRelease(release)} is wanted` : ''}`,
    ...(refresh ? [`  the instance refresh ${refresh.InstanceRefreshId}, which is under way`] : []),
    'Images and their snapshots stay.',
  ];
}
