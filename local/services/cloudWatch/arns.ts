// ARNs of alarms and dashboards.

import type { Context } from '../shared/context.ts';

export function alarmArn({ regionName, accountId }: Context, name: string): string {
  return `arn:aws:cloudwatch:${regionName}:${accountId}:alarm:${name}`;
}

/** Dashboards belong to no region. */
export function dashboardArn({ accountId }: Context, name: string): string {
  return `arn:aws:cloudwatch::${accountId}:dashboard/${name}`;
}
