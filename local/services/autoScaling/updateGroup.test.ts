import { expect, test } from 'vitest';
import { serveGroups } from './testing/serveGroups.ts';

const web = { AutoScalingGroupName: 'web' };

test('UpdateAutoScalingGroup changes what it is given, and nothing else', async () => {
  const { autoScaling, createGroup, describeGroup, subnetIds } = await serveGroups();
  await createGroup({ DefaultInstanceWarmup: 60 });
  const before = await describeGroup();
  await autoScaling.updateAutoScalingGroup({
    ...web,
    HealthCheckType: 'ELB',
    VPCZoneIdentifier: subnetIds[2],
    LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
    DefaultInstanceWarmup: -1,
  });
  const { DefaultInstanceWarmup, ...rest } = before;
  expect(await describeGroup()).toEqual({
    ...rest,
    HealthCheckType: 'ELB',
    VPCZoneIdentifier: subnetIds[2],
    AvailabilityZones: ['eu-central-1c'],
    AvailabilityZoneIds: [expect.any(String)],
    LaunchTemplate: { ...before.LaunchTemplate, Version: '1' },
  });
});

test.each([
  ['up', { MinSize: 2 }, 2, 'min: 2, max: 4, desired: 2 changing the desired capacity from 1 to 2'],
  [
    'down',
    { MinSize: 0, MaxSize: 0 },
    0,
    'min: 0, max: 0, desired: 0 changing the desired capacity from 1 to 0',
  ],
  [
    'with what is desired',
    { MinSize: 2, MaxSize: 8, DesiredCapacity: 4 },
    4,
    'min: 2, max: 8, desired: 4 changing the desired capacity from 1 to 4',
  ],
])('New bounds move what is desired %s', async (_, input, desired, said) => {
  const { autoScaling, createGroup, describeGroup, tables } = await serveGroups();
  await createGroup();
  await autoScaling.updateAutoScalingGroup({ ...web, ...input });
  expect(await describeGroup()).toMatchObject({ DesiredCapacity: desired });
  expect(tables.groups.get('web')?.capacityCause).toBe(
    `At 2026-01-01T00:00:00Z a user request update of AutoScalingGroup constraints to ${said}.`,
  );
});

test('UpdateAutoScalingGroup and SetDesiredCapacity refuse what is out of bounds', async () => {
  const { autoScaling, createGroup } = await serveGroups();
  await createGroup();
  await expect(autoScaling.updateAutoScalingGroup({ ...web, MinSize: 5 })).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Max bound, 4, must be greater than or equal to min bound, 5',
  });
  for (const [DesiredCapacity, what] of [
    [5, 'above max value 4'],
    [0, 'below min value 1'],
  ] as const) {
    await expect(autoScaling.setDesiredCapacity({ ...web, DesiredCapacity })).rejects.toMatchObject(
      {
        name: 'ValidationError',
        message: `New SetDesiredCapacity value ${DesiredCapacity} is ${what} for the AutoScalingGroup.`,
      },
    );
  }
});

test('SetDesiredCapacity says why, and honors a cooldown if it is asked to', async () => {
  const { autoScaling, createGroup, describeGroup, tables, advance } = await serveGroups();
  await createGroup();
  const row = tables.groups.get('web');
  if (row) tables.groups.put('web', { ...row, scaledAt: new Date('2026-01-01T00:00:00Z') });
  const set = { ...web, DesiredCapacity: 3, HonorCooldown: true };
  advance(299_000);
  await expect(autoScaling.setDesiredCapacity(set)).rejects.toMatchObject({
    name: 'ScalingActivityInProgressFault',
  });
  advance(1000);
  await autoScaling.setDesiredCapacity(set);
  expect(await describeGroup()).toMatchObject({ DesiredCapacity: 3 });
  expect(tables.groups.get('web')?.capacityCause).toBe(
    'At 2026-01-01T00:05:00Z a user request explicitly set group desired capacity changing the desired capacity from 1 to 3.',
  );
});

test('A refresh with a template of its own holds the group’s template', async () => {
  const { autoScaling, createGroup, describeGroup, tables, LaunchTemplateId } = await serveGroups();
  await createGroup();
  const pinned = { LaunchTemplateId, LaunchTemplateName: 'web', Version: '1' };
  const at = new Date('2026-01-01T00:00:00Z');
  const refresh = {
    ...web,
    InstanceRefreshId: 'refresh',
    Status: 'Baking' as const,
    StartTime: at,
    PercentageComplete: 0,
    InstancesToUpdate: 1,
    DesiredConfiguration: { LaunchTemplate: pinned },
    Preferences: {
      MinHealthyPercentage: 90,
      InstanceWarmup: 0,
      BakeTime: 0,
      SkipMatching: false,
      AutoRollback: false,
      ScaleInProtectedInstances: 'Wait' as const,
      StandbyInstances: 'Wait' as const,
    },
    target: pinned,
    saved: pinned,
    total: 1,
    since: at,
    progressAt: at,
    checkpointsReached: 0,
  };
  tables.instanceRefreshes.put('refresh', refresh);
  const update = () =>
    autoScaling.updateAutoScalingGroup({
      ...web,
      LaunchTemplate: { LaunchTemplateId, Version: '1' },
    });
  await expect(update()).rejects.toMatchObject({
    name: 'ValidationError',
    message:
      'An active instance refresh with a desired configuration exists. All configuration options derived from the desired configuration are not available for update while the instance refresh is active.',
  });
  await autoScaling.updateAutoScalingGroup({ ...web, MaxSize: 8 });
  tables.instanceRefreshes.put('refresh', { ...refresh, Status: 'Successful' });
  await update();
  expect(await describeGroup()).toMatchObject({ MaxSize: 8, LaunchTemplate: { Version: '1' } });
});

test('A group that is not there is not found', async () => {
  const { autoScaling } = await serveGroups();
  await expect(autoScaling.updateAutoScalingGroup(web)).rejects.toMatchObject({
    name: 'ValidationError',
    message: "AutoScalingGroup name not found - AutoScalingGroup 'web' not found",
  });
});
