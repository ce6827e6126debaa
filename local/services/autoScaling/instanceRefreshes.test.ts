import type { RefreshPreferences } from '@aws-sdk/client-auto-scaling';
import { describe, expect, test } from 'vitest';
import { serveGroups } from './testing/serveGroups.ts';

const name = { AutoScalingGroupName: 'web' };

async function served(Version = '1') {
  const api = await serveGroups();
  const { LaunchTemplateId } = api;
  await api.createGroup({
    LaunchTemplate: { LaunchTemplateId, Version },
    HealthCheckGracePeriod: 120,
  });
  const DesiredConfiguration = { LaunchTemplate: { LaunchTemplateId, Version: '1' } };
  return { ...api, DesiredConfiguration };
}

describe('StartInstanceRefresh', () => {
  test('fills in the defaults of AWS', async () => {
    const { autoScaling } = await served();
    const { InstanceRefreshId } = await autoScaling.startInstanceRefresh(name);
    const { InstanceRefreshes } = await autoScaling.describeInstanceRefreshes(name);
    expect(InstanceRefreshes).toEqual([
      {
        InstanceRefreshId,
        ...name,
        Status: 'Pending',
        Strategy: 'Rolling',
        StartTime: new Date('2026-01-01T00:00:00Z'),
        PercentageComplete: 0,
        InstancesToUpdate: 1,
        Preferences: {
          MinHealthyPercentage: 90,
          InstanceWarmup: 120,
          BakeTime: 0,
          SkipMatching: false,
          AutoRollback: false,
          ScaleInProtectedInstances: 'Wait',
          StandbyInstances: 'Wait',
        },
      },
    ]);
  });

  test("takes the group's own warm-up and maintenance policy before them", async () => {
    const { autoScaling } = await served();
    await autoScaling.updateAutoScalingGroup({
      ...name,
      DefaultInstanceWarmup: 7,
      InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 150 },
    });
    await autoScaling.startInstanceRefresh({
      ...name,
      Preferences: { CheckpointPercentages: [50, 100] },
    });
    const { InstanceRefreshes } = await autoScaling.describeInstanceRefreshes(name);
    expect(InstanceRefreshes?.[0]?.Preferences).toMatchObject({
      InstanceWarmup: 7,
      MinHealthyPercentage: 100,
      MaxHealthyPercentage: 150,
      CheckpointDelay: 3600,
    });
  });

  test('is refused while another is active', async () => {
    const { autoScaling } = await served();
    await autoScaling.startInstanceRefresh(name);
    await expect(autoScaling.startInstanceRefresh(name)).rejects.toMatchObject({
      name: 'InstanceRefreshInProgressFault',
    });
  });

  test.each<[RefreshPreferences, string]>([
    [
      { AutoRollback: true },
      'The AutoRollback parameter cannot be set to true when the DesiredConfiguration parameter is empty',
    ],
    [{ MaxHealthyPercentage: 120 }, 'MinHealthyPercentage must be specified'],
    [{ MinHealthyPercentage: 50, MaxHealthyPercentage: 151 }, 'cannot be greater than 100'],
    [{ MinHealthyPercentage: 101 }, 'MinHealthyPercentage'],
    [{ CheckpointPercentages: [50, 50] }, 'ascending order'],
    [{ CheckpointDelay: 60 }, 'CheckpointPercentages must be specified'],
    [{ BakeTime: 172_801 }, 'BakeTime'],
    [{ AlarmSpecification: { Alarms: Array(11).fill('alarm') } }, '10 CloudWatch alarms'],
  ])('refuses %j', async (Preferences, message) => {
    const { autoScaling } = await served();
    await expect(autoScaling.startInstanceRefresh({ ...name, Preferences })).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message),
    });
  });

  test('refuses to roll back by itself to a version that moves', async () => {
    const { autoScaling, DesiredConfiguration } = await served('$Latest');
    await expect(
      autoScaling.startInstanceRefresh({
        ...name,
        DesiredConfiguration,
        Preferences: { AutoRollback: true },
      }),
    ).rejects.toThrow('$Latest or $Default');
  });

  test('refuses a template that is not there', async () => {
    const { autoScaling, LaunchTemplateId } = await served();
    const LaunchTemplate = { LaunchTemplateId, Version: '9' };
    await expect(
      autoScaling.startInstanceRefresh({ ...name, DesiredConfiguration: { LaunchTemplate } }),
    ).rejects.toThrow('valid fully-formed launch template');
  });
});

describe('RollbackInstanceRefresh', () => {
  test('begins to go back', async () => {
    const { autoScaling, DesiredConfiguration } = await served();
    await autoScaling.startInstanceRefresh({ ...name, DesiredConfiguration });
    await autoScaling.rollbackInstanceRefresh(name);
    const { InstanceRefreshes } = await autoScaling.describeInstanceRefreshes(name);
    expect(InstanceRefreshes?.[0]).toMatchObject({
      Status: 'RollbackInProgress',
      RollbackDetails: { PercentageCompleteOnRollback: 0, InstancesToUpdateOnRollback: 1 },
    });
    await expect(autoScaling.rollbackInstanceRefresh(name)).rejects.toMatchObject({
      name: 'ActiveInstanceRefreshNotFoundFault',
    });
  });

  test('is refused without a desired configuration, and without a refresh', async () => {
    const { autoScaling } = await served();
    await expect(autoScaling.rollbackInstanceRefresh(name)).rejects.toMatchObject({
      name: 'ActiveInstanceRefreshNotFoundFault',
    });
    await autoScaling.startInstanceRefresh(name);
    await expect(autoScaling.rollbackInstanceRefresh(name)).rejects.toMatchObject({
      name: 'IrreversibleInstanceRefreshFault',
    });
  });
});

test('CancelInstanceRefresh asks for an end, once', async () => {
  const { autoScaling } = await served();
  await expect(autoScaling.cancelInstanceRefresh(name)).rejects.toMatchObject({
    name: 'ActiveInstanceRefreshNotFoundFault',
  });
  const { InstanceRefreshId } = await autoScaling.startInstanceRefresh(name);
  expect(await autoScaling.cancelInstanceRefresh(name)).toMatchObject({ InstanceRefreshId });
  const { InstanceRefreshes } = await autoScaling.describeInstanceRefreshes(name);
  expect(InstanceRefreshes?.[0]?.Status).toBe('Cancelling');
});

test('DescribeInstanceRefreshes gives the newest first, in pages, of six weeks', async () => {
  const { autoScaling, tables, advance } = await served();
  const ids: (string | undefined)[] = [];
  for (let count = 0; count < 3; count += 1) {
    const { InstanceRefreshId = '' } = await autoScaling.startInstanceRefresh(name);
    ids.unshift(InstanceRefreshId);
    const row = tables.instanceRefreshes.get(InstanceRefreshId);
    if (row) tables.instanceRefreshes.put(InstanceRefreshId, { ...row, Status: 'Cancelled' });
    advance(20 * 24 * 3_600_000);
  }
  const first = await autoScaling.describeInstanceRefreshes({ ...name, MaxRecords: 1 });
  expect(first.InstanceRefreshes?.map((each) => each.InstanceRefreshId)).toEqual([ids[0]]);
  const { NextToken } = first;
  const second = await autoScaling.describeInstanceRefreshes({ ...name, NextToken });
  // The oldest is 60 days old.
  expect(second.InstanceRefreshes?.map((each) => each.InstanceRefreshId)).toEqual([ids[1]]);
});
