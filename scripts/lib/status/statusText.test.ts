import { expect, test } from 'vitest';
import type { StackStatus } from './stackStatus.ts';
import { nextCommand } from './statusNext.ts';
import { drawStatus } from './statusText.ts';

const version = { launchTemplateId: 'lt-1', version: '2', imageId: 'ami-2' };
const release = {
  ami: 'ami-2',
  key: 'b'.repeat(64),
  commit: '8b491d8a5ed77faccb9bc0305d212aeb5fa87f9d-dirty',
  build: '17',
  by: 'ann',
  at: '2026-01-01T10:00:00.000Z',
};
const options = {
  now: new Date('2026-01-01T12:30:00Z'),
  nameOfImage: () => 'b'.repeat(12),
  width: 80,
  isColoured: false,
};
const empty: StackStatus = {
  stack: 'dev',
  region: 'eu-central-1',
  fleet: undefined,
  snapshot: undefined,
  release: undefined,
  live: undefined,
  refreshRecord: undefined,
  lock: undefined,
  alarms: [],
  problems: [],
};
const well: StackStatus = {
  ...empty,
  fleet: {
    group: {
      AutoScalingGroupName: 'rollover-1',
      MinSize: 1,
      MaxSize: 1,
      DesiredCapacity: 1,
      DefaultCooldown: 0,
      AvailabilityZones: [],
      HealthCheckType: 'ELB',
      CreatedTime: new Date(0),
    },
    autoScalingGroupName: 'rollover-1',
    targetGroupArn: 'arn',
    dimensions: { LoadBalancer: 'app/l/1', TargetGroup: 'targetgroup/t/1' },
    url: 'http://127.0.16.1',
  },
  release,
  live: { ...release, liveAt: '2026-01-01T12:27:00.000Z' },
  snapshot: {
    refresh: {
      InstanceRefreshId: 'r1',
      Status: 'Successful',
      PercentageComplete: 100,
      StartTime: new Date('2026-01-01T12:25:00Z'),
      EndTime: new Date('2026-01-01T12:27:00Z'),
    },
    target: version,
    instances: [
      {
        ...version,
        instanceId: 'i-1',
        state: 'InService',
        isNew: true,
        target: { state: 'healthy', reason: '' },
      },
    ],
  },
  refreshRecord: {
    refreshId: 'r1',
    autoScalingGroupName: 'rollover-1',
    launchTemplateId: 'lt-1',
    launchTemplateVersion: 2,
    startedAt: '',
    outcome: 'live',
  },
  alarms: [{ name: 'rollover-cpu-high-1', state: 'OK', reason: 'low' }],
};
const lock = {
  owner: 'f00',
  command: 'deploy',
  by: 'bob',
  host: 'ci-7',
  process: { place: 'p', id: 4711, start: '1' },
  since: '2026-01-01T12:29:00.000Z',
  renewedAt: new Date('2026-01-01T12:29:00Z'),
};
const firing = { name: 'rollover-target-5xx-1', state: 'ALARM', reason: '9 > 5' };
const guarded: StackStatus = {
  ...well,
  snapshot: well.snapshot && {
    ...well.snapshot,
    refresh: {
      Status: 'Successful',
      Preferences: { AlarmSpecification: { Alarms: [firing.name] } },
    },
  },
};

test('A stack that is well', () => {
  expect(`${drawStatus(well, options).join('\n')}\n`).toBe(`Stack    dev in eu-central-1
URL      http://127.0.16.1
Wanted   bbbbbbbbbbbb  ami-2  2026-01-01 10:00 UTC (2 h ago)
         commit 8b491d8a5ed7-dirty, build 17, by ann
Live     the same, since 2026-01-01 12:27 UTC (3 min ago)

Successful  ━━━━━━━━━━━━━━━━━━━━  100 %  2:00
└─ release bbbbbbbbbbbb  version 2  1 instance
   └─ i-1  InService  healthy
Ended 2026-01-01 12:27 UTC (3 min ago) as live

Alarms   1 OK
`);
});

test('A stack with troubles', () => {
  const troubled: StackStatus = {
    ...well,
    release: { ...release, ami: 'ami-3', key: 'c'.repeat(64) },
    lock,
    alarms: [firing, ...well.alarms],
    refreshRecord: well.refreshRecord && {
      ...well.refreshRecord,
      outcome: 'rolled back',
      cause: 'no',
    },
    problems: ['The instances: Rate exceeded'],
  };
  const text = drawStatus(troubled, options).join('\n');
  expect(text).toContain('Wanted   cccccccccccc  ami-3');
  expect(text).toContain('Live     bbbbbbbbbbbb  ami-2  2026-01-01 12:27 UTC (3 min ago)');
  expect(text).toContain('Lock     a deploy of dev by bob on ci-7 (process 4711, since 2026-01-01');
  expect(text).toContain('(3 min ago) as rolled back: no');
  expect(text).toContain('Alarms   1 ALARM, 1 OK\n  ALARM  rollover-target-5xx-1\n    9 > 5');
  expect(text).toMatch(/\n\nThe instances: Rate exceeded$/);
});

test('A stack that is not there yet', () => {
  expect(drawStatus(empty, options)).toEqual([
    'Stack    dev in eu-central-1',
    'Wanted   no release yet',
    'Live     no release yet',
    '',
    'There is no fleet yet.',
  ]);
});

test.each<[string, StackStatus, string]>([
  ['is well', well, 'What was live before: npm run releases -- --stack dev'],
  ['is not there', empty, 'Make it: npm run deploy -- --stack dev'],
  ['is not seen', { ...empty, problems: ['no'] }, 'Look again: npm run status -- --stack dev'],
  ['is being deployed', { ...well, lock }, 'Watch it: npm run status -- --stack dev --watch'],
  [
    'is not live yet',
    { ...well, live: undefined },
    'Bring live what is in this checkout: npm run deploy -- --stack dev',
  ],
  [
    'is in alarm',
    { ...guarded, alarms: [firing] },
    'Go back to the release before: npm run rollback -- --stack dev',
  ],
  [
    'is in an alarm that guards no rollout',
    { ...guarded, alarms: [{ ...firing, name: 'rollover-cpu-low-1' }] },
    'What was live before: npm run releases -- --stack dev',
  ],
])('What to type next for a stack that %s', (_, status, next) => {
  expect(nextCommand(status, '--stack dev')).toBe(next);
});
