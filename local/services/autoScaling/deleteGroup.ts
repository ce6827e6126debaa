// DeleteAutoScalingGroup. A group that still has instances goes when the last of them has gone.

import { autoScalingTables, type GroupRow } from '../../store/autoScaling.ts';
import { withCapacity } from '../../store/capacity.ts';
import { deleteGroupRecords, instancesOf } from '../../store/groupRecords.ts';
import type { Context } from '../shared/context.ts';
import { resourceInUse, scalingActivityInProgress, validationError } from './errors.ts';
import { groupNamed, putGroup } from './groups.ts';
import type { AutoScalingOperations } from './service.ts';

export const deleteGroupOperations: AutoScalingOperations = {
  DeleteAutoScalingGroup({ AutoScalingGroupName, ForceDelete = false }, context) {
    const row = groupNamed(context, AutoScalingGroupName);
    checkProtection(row, ForceDelete);
    const instances = instancesOf(autoScalingTables(context.store), row.AutoScalingGroupName);
    if (instances.length === 0) {
      if (!ForceDelete) checkActivities(context, row);
      deleteGroupRecords(context.store, row.AutoScalingGroupName);
      return {};
    }
    if (!ForceDelete) {
      throw resourceInUse(
        'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance ' +
          'request(s) still in the group.',
      );
    }
    const reason = 'a user request deleted the AutoScalingGroup';
    const emptied = withCapacity({ ...row, MinSize: 0, MaxSize: 0 }, 0, reason, context.now());
    putGroup(context, { ...emptied, Status: 'Delete in progress' });
    return {};
  },
};

function checkProtection({ DeletionProtection }: GroupRow, isForced: boolean): void {
  const isProtected =
    DeletionProtection === 'prevent-all-deletion' ||
    (isForced && DeletionProtection === 'prevent-force-deletion');
  if (!isProtected) return;
  throw validationError(
    `You cannot ${isForced ? 'force delete' : 'delete'} an AutoScalingGroup whose deletion protection is ` +
      `${DeletionProtection}. Set DeletionProtection to none, and try again.`,
  );
}

function checkActivities({ store }: Context, { AutoScalingGroupName }: GroupRow): void {
  const isAnyUnderWay = autoScalingTables(store)
    .activities.list()
    .some(
      (row) =>
        row.AutoScalingGroupName === AutoScalingGroupName &&
        row.AutoScalingGroupState === undefined &&
        row.EndTime === undefined,
    );
  if (!isAnyUnderWay) return;
  throw scalingActivityInProgress(
    'You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.',
  );
}
