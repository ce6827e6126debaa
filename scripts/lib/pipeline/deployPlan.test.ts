import { describe, expect, test } from 'vitest';
import type { PlannedChange } from '../engines/stackEngine.ts';
import { type DeployFacts, describePlan, planDeploy } from './deployPlan.ts';

const a = { ami: 'ami-a', key: 'a'.repeat(64) };
const b = { ami: 'ami-b', key: 'b'.repeat(64) };
const template = (...properties: string[]): PlannedChange => ({
  name: 'rollover',
  type: 'aws:ec2/launchTemplate:LaunchTemplate',
  operation: 'update',
  properties,
});
const rollout: PlannedChange = {
  name: 'rollover-rollout',
  type: 'command:local:Command',
  operation: 'replace',
  properties: ['triggers[1]'],
};
const alarm: PlannedChange = {
  name: 'rollover-target-5xx',
  type: 'aws:cloudwatch/metricAlarm:MetricAlarm',
  operation: 'update',
  properties: ['threshold'],
};
const facts = (changed: Partial<DeployFacts>): DeployFacts => ({
  image: a,
  wanted: a,
  live: a,
  changes: [],
  ...changed,
});

describe('A deploy', () => {
  test.each<[string, Partial<DeployFacts>, string, boolean]>([
    ['of what is live already does nothing', {}, 'none', true],
    ['without a stack makes one', { wanted: undefined, live: undefined }, 'first', false],
    ['of another image rolls, for that alone', { image: b }, 'roll', true],
    ['of what is wanted, but not live, rolls', { live: b }, 'roll', true],
    [
      'of other template settings rolls',
      { changes: [template('userData'), rollout] },
      'roll',
      false,
    ],
    ['of both rolls', { image: b, changes: [template('instanceType')] }, 'roll', false],
    [
      'of a template’s own tags rolls nothing',
      { changes: [template('tags.Name')] },
      'change',
      true,
    ],
    ['of an alarm rolls nothing', { changes: [alarm] }, 'change', true],
    ['after a rollout that has failed runs it again', { changes: [rollout] }, 'change', true],
  ])('%s', (_, changed, kind, isImageAlone) => {
    expect(planDeploy(facts(changed))).toMatchObject({ kind, isImageAlone });
  });

  test('says why it rolls, and what changes besides', () => {
    const changes = [template('imageId', 'metadataOptions.httpTokens'), rollout, alarm];
    expect(describePlan(planDeploy(facts({ image: b, changes })))).toEqual([
      'Plan: every instance is replaced, since the image changes: aaaaaaaaaaaa (ami-a) → bbbbbbbbbbbb (ami-b), and ' +
        'the launch template changes: metadataOptions.httpTokens',
      '  besides: update aws:cloudwatch/metricAlarm:MetricAlarm rollover-target-5xx',
    ]);
  });

  test('whose image has still to be baked says that', () => {
    const image = { key: b.key, ami: undefined };
    const [line] = describePlan(planDeploy(facts({ image })));
    expect(line).toContain('→ bbbbbbbbbbbb (still to be baked)');
  });

  test('that changes much does not say all of it', () => {
    const changes = Array.from({ length: 14 }, (_, i) => ({ ...alarm, name: `alarm-${i}` }));
    const lines = describePlan(planDeploy(facts({ changes })));
    expect(lines[0]).toBe('Plan: no instance is replaced');
    expect(lines.slice(-1)).toEqual(['  besides: 4 more']);
    expect(lines).toHaveLength(12);
  });
});
