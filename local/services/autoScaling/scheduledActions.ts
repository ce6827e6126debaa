// Scheduled actions: what a group's size is to be from a time on. The scaling controller runs them.

import { randomUUID } from 'node:crypto';
import type {
  FailedScheduledUpdateGroupActionRequest,
  PutScheduledUpdateGroupActionType,
} from '@aws-sdk/client-auto-scaling';
import {
  autoScalingTables,
  type GroupRow,
  type ScheduledActionRow,
} from '../../store/autoScaling.ts';
import { groupKey } from '../../store/groupRecords.ts';
import { nextOccurrence, parseRecurrence } from '../../store/recurrence.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';
import { validationError } from './errors.ts';
import { changeableGroup, groupNamed } from './groups.ts';
import { notBuilt } from './notBuilt.ts';
import { page } from './pages.ts';
import type { AutoScalingOperations } from './service.ts';

export const scheduledActionOperations: AutoScalingOperations = {
  PutScheduledUpdateGroupAction(input, context) {
    putAction(context, changeableGroup(context, input.AutoScalingGroupName), input);
    return {};
  },

  BatchPutScheduledUpdateGroupAction({ AutoScalingGroupName, ...input }, context) {
    const group = changeableGroup(context, AutoScalingGroupName);
    const FailedScheduledUpdateGroupActions = (input.ScheduledUpdateGroupActions ?? []).flatMap(
      (each) =>
        failureOf(each.ScheduledActionName, () =>
          putAction(context, group, { ...each, AutoScalingGroupName }),
        ),
    );
    return { FailedScheduledUpdateGroupActions };
  },

  DescribeScheduledActions(input, { store }) {
    const { AutoScalingGroupName: group, ScheduledActionNames: names = [] } = input;
    const { StartTime: from, EndTime: to } = input;
    const rows = autoScalingTables(store)
      .scheduledActions.list()
      .filter((row) => !group || row.AutoScalingGroupName === group)
      .filter((row) => names.length === 0 || names.includes(row.ScheduledActionName))
      .filter(({ StartTime }) => !from || !StartTime || StartTime >= from)
      .filter(({ StartTime }) => !to || !StartTime || StartTime <= to);
    const { items, next } = page(rows, ({ ScheduledActionARN }) => ScheduledActionARN, input);
    return { ScheduledUpdateGroupActions: items, ...next };
  },

  DeleteScheduledAction({ AutoScalingGroupName, ScheduledActionName }, context) {
    deleteAction(context, groupNamed(context, AutoScalingGroupName), ScheduledActionName);
    return {};
  },

  BatchDeleteScheduledAction({ AutoScalingGroupName, ScheduledActionNames = [] }, context) {
    const group = groupNamed(context, AutoScalingGroupName);
    const FailedScheduledActions = ScheduledActionNames.flatMap((name) =>
      failureOf(name, () => deleteAction(context, group, name)),
    );
    return { FailedScheduledActions };
  },
};

function putAction(
  context: Context,
  group: GroupRow,
  input: PutScheduledUpdateGroupActionType,
): void {
  const {
    ScheduledActionName = '',
    MinSize,
    MaxSize,
    DesiredCapacity,
    EndTime,
    Recurrence,
  } = input;
  if (MinSize === undefined && MaxSize === undefined && DesiredCapacity === undefined) {
    throw validationError(
      'At least one of MinSize, MaxSize and DesiredCapacity is required of a scheduled action',
    );
  }
  const { AutoScalingGroupName } = group;
  const { scheduledActions } = autoScalingTables(context.store);
  const key = groupKey(AutoScalingGroupName, ScheduledActionName);
  const { regionName, accountId } = context;
  const scope = `arn:aws:autoscaling:${regionName}:${accountId}:scheduledUpdateGroupAction`;
  const StartTime = startOf(context, input);
  scheduledActions.put(key, {
    AutoScalingGroupName,
    ScheduledActionName,
    ScheduledActionARN:
      scheduledActions.get(key)?.ScheduledActionARN ??
      `${scope}:${randomUUID()}:autoScalingGroupName/${AutoScalingGroupName}:scheduledActionName/${ScheduledActionName}`,
    Time: StartTime,
    StartTime,
    EndTime,
    Recurrence,
    MinSize,
    MaxSize,
    DesiredCapacity,
    TimeZone: input.TimeZone,
  } satisfies ScheduledActionRow);
}

/** When it is to run for the first time. */
function startOf({ now }: Context, input: PutScheduledUpdateGroupActionType): Date {
  const { Recurrence, EndTime, TimeZone = 'Etc/UTC' } = input;
  if (!['Etc/UTC', 'UTC'].includes(TimeZone)) {
    throw notBuilt(`PutScheduledUpdateGroupAction with the time zone ${TimeZone}`);
  }
  const given = input.StartTime ?? input.Time;
  if (given && given < now()) throw validationError('Given start time is in the past');
  const start = given ?? nextOf(Recurrence, now());
  if (!start) throw validationError('StartTime or Recurrence is required of a scheduled action');
  if (EndTime && EndTime <= start) throw validationError('End time must be after start time');
  if (Recurrence !== undefined && !parseRecurrence(Recurrence)) throw invalidRecurrence(Recurrence);
  return start;
}

function nextOf(recurrence: string | undefined, now: Date): Date | undefined {
  if (recurrence === undefined) return undefined;
  const parsed = parseRecurrence(recurrence);
  const next = parsed && nextOccurrence(parsed, now);
  if (!next) throw invalidRecurrence(recurrence);
  return next;
}

function invalidRecurrence(recurrence: string): AwsError {
  return validationError(`Given recurrence string:${recurrence} is invalid`);
}

function deleteAction({ store }: Context, { AutoScalingGroupName }: GroupRow, name = ''): void {
  const { scheduledActions } = autoScalingTables(store);
  const key = groupKey(AutoScalingGroupName, name);
  if (!scheduledActions.get(key)) throw validationError('Scheduled action name not found');
  scheduledActions.delete(key);
}

/** In a batch, each stands or falls by itself. */
function failureOf(
  ScheduledActionName: string | undefined,
  work: () => void,
): FailedScheduledUpdateGroupActionRequest[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return [{ ScheduledActionName, ErrorCode: error.code, ErrorMessage: error.message }];
  }
}
