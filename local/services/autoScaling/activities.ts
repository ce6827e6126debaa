// Activities: what was done about a group's instances, and why.

import { randomUUID } from 'node:crypto';
import type { Activity } from '@aws-sdk/client-auto-scaling';
import { type ActivityRow, autoScalingTables, type GroupRow } from '../../store/autoScaling.ts';
import { activityTime } from '../../store/capacity.ts';
import type { Context } from '../shared/context.ts';
import { groupNotFound, validationError } from './errors.ts';
import { applyFilters } from './filters.ts';
import { page } from './pages.ts';
import type { AutoScalingOperations } from './service.ts';

export const activityOperations: AutoScalingOperations = {
  DescribeScalingActivities(input, context) {
    const { items, next } = page(
      activitiesOf(context, input),
      ({ ActivityId }) => ActivityId,
      input,
      100,
    );
    return { Activities: items, ...next };
  },
};

type Wanted = {
  readonly AutoScalingGroupName?: string | undefined;
  readonly ActivityIds?: readonly string[] | undefined;
  readonly IncludeDeletedGroups?: boolean | undefined;
  readonly Filters?: Parameters<typeof applyFilters>[1] | undefined;
};

/** The latest first. */
function activitiesOf({ store }: Context, wanted: Wanted): ActivityRow[] {
  const { AutoScalingGroupName: name, ActivityIds: ids = [], IncludeDeletedGroups } = wanted;
  const { groups, activities } = autoScalingTables(store);
  if (name !== undefined && !groups.get(name) && !IncludeDeletedGroups) throw groupNotFound(name);
  const rows = activities
    .list()
    .filter((row) => name === undefined || row.AutoScalingGroupName === name)
    .filter((row) => ids.length === 0 || ids.includes(row.ActivityId))
    .filter((row) => IncludeDeletedGroups || row.AutoScalingGroupState === undefined)
    .sort((a, b) => b.StartTime.getTime() - a.StartTime.getTime());
  return applyFilters(
    rows.filter((row) => isWithin(row, wanted.Filters)),
    wanted.Filters?.filter(({ Name }) => !isTimeFilter(Name)),
    { Status: ({ StatusCode }) => [StatusCode] },
  );
}

function isTimeFilter(name: string | undefined): boolean {
  return name === 'StartTimeLowerBound' || name === 'StartTimeUpperBound';
}

function isWithin({ StartTime }: ActivityRow, filters: Wanted['Filters'] = []): boolean {
  return filters.every(({ Name, Values: [bound = ''] = [] }) => {
    if (!isTimeFilter(Name)) return true;
    const time = Date.parse(bound);
    if (Number.isNaN(time)) throw validationError(`${Name} is not a time: ${bound}`);
    return Name === 'StartTimeLowerBound'
      ? StartTime.getTime() >= time
      : StartTime.getTime() <= time;
  });
}

/** What a caller has asked about an instance, and how far it is. */
export type Request = {
  readonly InstanceId: string;
  readonly AvailabilityZone: string;
  readonly SubnetId: string;
  /** Such as `Terminating EC2 instance`. */
  readonly description: string;
  /** What happened to the instance, such as `was taken out of service`. */
  readonly happened: string;
  readonly StatusCode: 'InProgress' | 'PreInService';
  readonly Progress: number;
  /** What was desired before, and is now. */
  readonly from: number;
  readonly to: number;
};

/** Begins an activity; the controllers end it. */
export function beginActivity(
  { store, now }: Context,
  { AutoScalingGroupName, AutoScalingGroupARN }: GroupRow,
  request: Request,
): ActivityRow {
  const { InstanceId, from, to } = request;
  const size =
    from === to
      ? ''
      : `, ${to < from ? 'shrinking' : 'increasing'} the capacity from ${from} to ${to}`;
  const row: ActivityRow = {
    ActivityId: randomUUID(),
    AutoScalingGroupName,
    AutoScalingGroupARN,
    Description: `${request.description}: ${InstanceId}`,
    Cause: `At ${activityTime(now())} instance ${InstanceId} ${request.happened} in response to a user request${size}.`,
    StartTime: now(),
    StatusCode: request.StatusCode,
    Progress: request.Progress,
    Details: JSON.stringify({
      'Subnet ID': request.SubnetId,
      'Availability Zone': request.AvailabilityZone,
    }),
  } satisfies Activity;
  autoScalingTables(store).activities.put(row.ActivityId, row);
  return row;
}

/** Ends what was under way about an instance, because something else is to happen to it. */
export function cancelActivity({ store, now }: Context, ActivityId = ''): void {
  const { activities } = autoScalingTables(store);
  const row = activities.get(ActivityId);
  if (!row || row.EndTime !== undefined) return;
  activities.put(ActivityId, { ...row, StatusCode: 'Cancelled', Progress: 100, EndTime: now() });
}
