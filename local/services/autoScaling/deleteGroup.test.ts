import { expect, test } from 'vitest';
import { serveGroups } from './testing/serveGroups.ts';

const web = { AutoScalingGroupName: 'web' };

test('A group without instances goes at once, with all that is its own', async () => {
  const { autoScaling, createGroup, tables } = await serveGroups();
  await createGroup({
    LifecycleHookSpecificationList: [
      { LifecycleHookName: 'drain', LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' },
    ],
  });
  await autoScaling.deleteAutoScalingGroup(web);
  const { AutoScalingGroups } = await autoScaling.describeAutoScalingGroups({
    AutoScalingGroupNames: ['web'],
  });
  expect(AutoScalingGroups).toEqual([]);
  expect(tables.lifecycleHooks.list()).toEqual([]);
  await expect(autoScaling.deleteAutoScalingGroup(web)).rejects.toMatchObject({
    name: 'ValidationError',
    message: "AutoScalingGroup name not found - AutoScalingGroup 'web' not found",
  });
});

test('A group with instances goes by force alone, and cannot be changed any more', async () => {
  const { autoScaling, createGroup, describeGroup, putInstance } = await serveGroups();
  await createGroup();
  putInstance('i-1');
  await expect(autoScaling.deleteAutoScalingGroup(web)).rejects.toMatchObject({
    name: 'ResourceInUseFault',
    message:
      'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
  });
  await autoScaling.deleteAutoScalingGroup({ ...web, ForceDelete: true });
  expect(await describeGroup()).toMatchObject({
    Status: 'Delete in progress',
    MinSize: 0,
    MaxSize: 0,
    DesiredCapacity: 0,
  });
  await expect(autoScaling.updateAutoScalingGroup({ ...web, MaxSize: 1 })).rejects.toMatchObject({
    message: 'The AutoScaling group may not be modified while it is pending delete',
  });
});

test('Activities under way hold a group, and those of a deleted one are still told', async () => {
  const { autoScaling, createGroup, tables } = await serveGroups();
  await createGroup();
  const activity = {
    ...web,
    ActivityId: 'a',
    Cause: 'At 2026-01-01T00:00:00Z …',
    StartTime: new Date('2026-01-01T00:00:00Z'),
    StatusCode: 'InProgress' as const,
  };
  tables.activities.put('a', activity);
  await expect(autoScaling.deleteAutoScalingGroup(web)).rejects.toMatchObject({
    name: 'ScalingActivityInProgressFault',
    message:
      'You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.',
  });
  tables.activities.put('a', { ...activity, StatusCode: 'Successful', EndTime: new Date(0) });
  await autoScaling.deleteAutoScalingGroup(web);
  await createGroup();
  const { Activities } = await autoScaling.describeScalingActivities(web);
  expect(Activities).toEqual([]);
  const { Activities: all } = await autoScaling.describeScalingActivities({
    ...web,
    IncludeDeletedGroups: true,
  });
  expect(all).toMatchObject([{ ActivityId: 'a', AutoScalingGroupState: 'Deleted' }]);
});

test.each([
  ['prevent-all-deletion', false],
  ['prevent-all-deletion', true],
  ['prevent-force-deletion', true],
] as const)('%s keeps a group, by force: %s', async (DeletionProtection, ForceDelete) => {
  const { autoScaling, createGroup } = await serveGroups();
  await createGroup({ DeletionProtection });
  await expect(autoScaling.deleteAutoScalingGroup({ ...web, ForceDelete })).rejects.toMatchObject({
    name: 'ValidationError',
  });
  await autoScaling.updateAutoScalingGroup({ ...web, DeletionProtection: 'none' });
  await autoScaling.deleteAutoScalingGroup({ ...web, ForceDelete });
});
