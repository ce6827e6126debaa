import { describe, expect, test } from 'vitest';
import { loadGraph } from './graph.ts';
import { inputsOf, resourcesOf } from './testing/graphs.ts';

describe('The rollout', () => {
  test('is the script, told what to move and how', async () => {
    const graph = await loadGraph({ settings: { canaryPercent: '10' } });
    const { create, environment, addPreviousOutputInEnv } = inputsOf(graph, 'Command');
    expect(create).toBe('npm run --silent rollout');
    expect(addPreviousOutputInEnv).toBe(false);
    expect(Object.keys(environment)).toEqual(['ROLLOVER_ROLLOUT']);
    expect(JSON.parse(environment.ROLLOVER_ROLLOUT)).toEqual({
      stack: 'dev',
      region: 'eu-central-1',
      autoScalingGroupName: 'rollover',
      launchTemplateId: 'rollover-id',
      launchTemplateVersion: 1,
      targetGroupArn: 'arn:aws:TargetGroup/rollover',
      logGroupName: 'rollover',
      url: 'http://rollover.example.com',
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      warmUpSeconds: 30,
      canaryPercent: 10,
      canaryPauseSeconds: 120,
      bakeSeconds: 60,
      deadlineSeconds: 1800,
      alarms: ['rollover-target-5xx', 'rollover-unhealthy-hosts'],
    });
  });

  test("runs again when the template's version or the rollout's settings change", async () => {
    const triggers = async (settings: Record<string, string>) =>
      inputsOf(await loadGraph({ settings }), 'Command').triggers;
    const before = await triggers({});
    expect(before.slice(0, 2)).toEqual(['rollover-id', 1]);
    expect(await triggers({ bakeSeconds: '90' })).not.toEqual(before);
    expect(await triggers({ rolloutAlarms: 'none' })).not.toEqual(before);
    expect(await triggers({ logRetentionDays: '7' })).toEqual(before);
  });

  test('comes last: after the group, scaling, alarms and listeners', async () => {
    const graph = await loadGraph();
    const [rollout] = resourcesOf(graph, 'Command');
    for (const type of ['Group', 'Policy', 'MetricAlarm', 'Listener']) {
      for (const resource of resourcesOf(graph, type)) {
        expect(rollout?.dependsOn).toContain(`${resource.type} ${resource.name}`);
      }
    }
    const users = graph.resources.filter(({ dependsOn }) =>
      dependsOn.some((key) => key.startsWith('command:')),
    );
    expect(users).toEqual([]);
  });
});
