// The parts of a rollout that only decide, or only say.

import type { InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import { describe, expect, test } from 'vitest';
import { chooseGuards } from './rolloutAlarms.ts';
import { diagnose } from './rolloutDiagnosis.ts';
import { exitCodes, outcomeOf } from './rolloutOutcome.ts';
import { preferencesOf } from './rolloutPreferences.ts';
import { planPreflight } from './rolloutPreflight.ts';
import { progressLine } from './rolloutProgress.ts';
import type { RolloutRequest } from './rolloutRequest.ts';
import { answerProblem, fleetProblems } from './rolloutVerify.ts';

const request: RolloutRequest = {
  stack: 'dev',
  region: 'eu-central-1',
  autoScalingGroupName: 'rollover-1',
  launchTemplateId: 'lt-1',
  launchTemplateVersion: 5,
  targetGroupArn: 'arn:tg',
  logGroupName: 'rollover-logs',
  url: 'http://rollover.example.com',
  minHealthyPercent: 100,
  maxHealthyPercent: 150,
  warmUpSeconds: 30,
  canaryPercent: undefined,
  canaryPauseSeconds: 120,
  bakeSeconds: 60,
  deadlineSeconds: 1800,
  alarms: [],
};

describe('Preferences', () => {
  const always = {
    MinHealthyPercentage: 100,
    MaxHealthyPercentage: 150,
    InstanceWarmup: 30,
    SkipMatching: true,
    ScaleInProtectedInstances: 'Ignore',
    StandbyInstances: 'Ignore',
    BakeTime: 60,
    AutoRollback: true,
  };

  test('without alarms and canary have neither', () => {
    expect(preferencesOf(request, [], 10)).toEqual(always);
  });

  test('with a canary go on to all', () => {
    expect(preferencesOf({ ...request, canaryPercent: 10 }, ['5xx'], 10)).toEqual({
      ...always,
      AlarmSpecification: { Alarms: ['5xx'] },
      CheckpointPercentages: [10, 100],
      CheckpointDelay: 120,
    });
  });
});

describe('Before a refresh', () => {
  const to = (LaunchTemplateId: string, Version: string): Partial<InstanceRefresh> => ({
    DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId, Version } },
  });

  test.each<[string, Partial<InstanceRefresh>[], string]>([
    ['no refresh', [], 'clear'],
    ['refreshes that have ended', [{ Status: 'Failed' }, { Status: 'Cancelled' }], 'clear'],
    ['one to the same target', [{ Status: 'InProgress', ...to('lt-1', '5') }], 'join'],
    ['one to the same target, baking', [{ Status: 'Baking', ...to('lt-1', '5') }], 'join'],
    ['one to another version', [{ Status: 'Pending', ...to('lt-1', '4') }], 'conflict'],
    ['one to another template', [{ Status: 'Pending', ...to('lt-2', '5') }], 'conflict'],
    ['one that names no target', [{ Status: 'InProgress' }], 'conflict'],
    ['one that is cancelled', [{ Status: 'Cancelling', ...to('lt-1', '5') }], 'wait'],
    ['one that rolls back', [{ Status: 'RollbackInProgress', ...to('lt-1', '4') }], 'wait'],
  ])('%s', (_, refreshes, kind) => {
    expect(planPreflight(refreshes, request).kind).toBe(kind);
  });
});

test('Guards are alarms that exist and are silent', () => {
  const alarms = [
    { name: 'a', state: 'OK', reason: '' },
    { name: 'b', state: 'ALARM', reason: '' },
    { name: 'c', state: 'INSUFFICIENT_DATA', reason: '' },
  ];
  expect(chooseGuards(['a', 'b', 'c', 'd'], alarms)).toEqual({
    used: ['a', 'c'],
    leftOut: [
      'The alarm b fires already: it does not guard this rollout',
      'The alarm d is not there: it does not guard this rollout',
    ],
  });
});

test.each<[InstanceRefresh, string]>([
  [{}, 'Pending'],
  [
    {
      Status: 'InProgress',
      PercentageComplete: 50,
      InstancesToUpdate: 1,
      StatusReason: 'Waiting for instances to warm up.',
    },
    'InProgress         50 %, 1 to go: Waiting for instances to warm up.',
  ],
  [
    { Status: 'Successful', PercentageComplete: 100, InstancesToUpdate: 0 },
    'Successful         100 %',
  ],
])('Progress %#', (refresh, line) => {
  expect(progressLine(refresh)).toBe(line);
});

describe('The outcome', () => {
  test.each([
    ['RollbackSuccessful', undefined, false, 'rolled back', 2],
    ['RollbackSuccessful', 'failing', false, 'rolled back', 2],
    ['RollbackSuccessful', 'deadline', false, 'deadline', 5],
    ['RollbackSuccessful', 'interrupted', false, 'cancelled', 5],
    ['RollbackFailed', 'failing', false, 'rollback failed', 3],
    ['Failed', undefined, true, 'rolled back', 2],
    ['Failed', undefined, false, 'failed', 1],
    ['Cancelled', 'deadline', true, 'deadline', 5],
    ['Cancelled', 'interrupted', false, 'failed', 1],
    ['RollbackInProgress', 'deadline', false, 'rollback failed', 3],
    [undefined, undefined, false, 'rollback failed', 3],
  ] as const)(
    'of %s, stopped for %s, brought back %s: %s',
    (status, stop, isBack, expected, code) => {
      const outcome = outcomeOf(status, stop, isBack);
      expect(outcome).toBe(expected);
      expect(exitCodes[outcome]).toBe(code);
    },
  );
});

test('A diagnosis tells the most telling first, and not all of many', () => {
  const failures = ['i-1', 'i-2', 'i-3', 'i-4', 'i-5'].map((instanceId) => ({
    id: instanceId,
    instanceId,
    cause: 'unhealthy',
  }));
  const refresh = {
    StatusReason: 'Rolled back.',
    RollbackDetails: { RollbackReason: 'An alarm fired.', PercentageCompleteOnRollback: 40 },
  };
  const evidence = {
    failures: new Map(failures.map((failure) => [failure.id, failure])),
    unhealthy: new Map([['i-1', 'Target.Timeout: Request timed out']]),
    lastWords: new Map([['i-1', { source: 'console', lines: ['Kernel panic'] }]]),
    alarms: new Map([['5xx', { name: '5xx', state: 'ALARM', reason: '9 > 5' }]]),
  };
  expect(diagnose(refresh, evidence)).toEqual([
    'Auto Scaling: Rolled back.',
    'Rolled back at 40 %: An alarm fired.',
    'Alarm 5xx: 9 > 5',
    'i-1: unhealthy',
    'i-2: unhealthy',
    'i-3: unhealthy',
    '… and 2 more like these',
    'i-1 was unhealthy: Target.Timeout: Request timed out',
    'i-1, out of its console:',
    '    Kernel panic',
  ]);
});

describe('A fleet is verified', () => {
  const data = { ImageId: 'ami-2' };
  const member = (instanceId: string, state = 'InService', from: object = data) => ({
    instanceId,
    state,
    isProtected: false,
    data: from,
  });
  const healthy = { state: 'healthy', reason: '' };

  test('when all that serve are new and healthy', () => {
    const members = [member('i-1'), member('i-2', 'Pending'), member('i-3', 'Standby', {})];
    expect(fleetProblems(data, { data, members }, new Map([['i-1', healthy]]))).toEqual([]);
  });

  test('and else, what is wrong is said', () => {
    const members = [member('i-1', 'InService', {}), member('i-2'), member('i-3'), member('i-4')];
    const targets = new Map([
      ['i-1', healthy],
      ['i-2', { state: 'unhealthy', reason: 'Target.Timeout' }],
      ['i-4', healthy],
    ]);
    expect(fleetProblems(data, { data, members }, targets)).toEqual([
      'i-1 is not of the new version',
      'i-2 is unhealthy in the target group (Target.Timeout)',
      'i-3 is not registered in the target group',
    ]);
    expect(fleetProblems(data, { data: {}, members: [member('i-4')] }, targets)).toEqual([
      'The group itself launches from another version',
    ]);
  });
});

test.each([
  [undefined, 'i-1 has not answered through the load balancer'],
  [{ status: 502, release: 'b' }, 'i-1 answered with 502'],
  [{ status: 200, release: 'a' }, 'i-1 answered as release a, not b'],
  [{ status: 200, release: undefined }, 'i-1 answered as release none, not b'],
  [{ status: 404, release: 'b' }, undefined],
])('The answer %j', (answer, problem) => {
  const full = answer && { instanceId: 'i-1', ...answer };
  expect(answerProblem('i-1', full, { releaseId: 'b' })).toBe(problem);
});
