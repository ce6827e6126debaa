import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RolloverInstance, RolloverSnapshot } from './rolloverSnapshot.ts';
import { drawRollover } from './rolloverTree.ts';

const started = new Date('2026-01-01T00:00:00Z');
const options = {
  now: new Date('2026-01-01T00:01:23Z'),
  nameOfImage: (imageId: string) => (imageId === 'ami-1' ? '0c8ad14f2b67' : '9be1f07c5d3a'),
  width: 80,
  isColoured: false,
};
const template = (version: string) => ({
  launchTemplateId: 'lt-1',
  version,
  imageId: `ami-${version}`,
});

function instance(
  id: number,
  version: string,
  state = 'InService',
  target: RolloverInstance['target'] = { state: 'healthy', reason: '' },
): RolloverInstance {
  const instanceId = `i-${String(id).padStart(17, '0')}`;
  return { instanceId, ...template(version), state, target, isNew: version === '2' };
}

function snapshot(
  refresh: RolloverSnapshot['refresh'],
  instances: readonly RolloverInstance[],
): RolloverSnapshot {
  return { refresh, target: template('2'), instances };
}

const halfway = snapshot(
  {
    Status: 'InProgress',
    StatusReason: 'Waiting for instances to warm up.',
    PercentageComplete: 50,
    InstancesToUpdate: 1,
    StartTime: started,
  },
  [
    { ...instance(3, '2', 'Pending'), target: undefined },
    instance(1, '1'),
    instance(2, '2', 'InService', {
      state: 'initial',
      reason: 'Elb.InitialHealthChecking: Initial health checks in progress',
      code: 'Elb.InitialHealthChecking',
    }),
    {
      ...instance(4, '1', 'Terminating', { state: 'draining', reason: '', code: 'Target.X' }),
      state: undefined,
    },
  ],
);

describe('The picture of a rollover', () => {
  test('has its refresh, and every instance under its release', () => {
    expect(drawRollover(halfway, options).join('\n')).toBe(
      `InProgress  ━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌   50 %  1:23  1 to go
Waiting for instances to warm up.
├─ old 0c8ad14f2b67  version 1  2 instances
│  ├─ i-00000000000000001  InService  healthy
│  └─ i-00000000000000004  has left   draining
└─ new 9be1f07c5d3a  version 2  2 instances
   ├─ i-00000000000000002  InService  initial  Elb.InitialHealthChecking
   └─ i-00000000000000003  Pending    not registered`,
    );
  });

  test('has the reason beside it where there is room', () => {
    const [first] = drawRollover(halfway, { ...options, width: 100 });
    expect(first).toMatch(/ 1 to go {2}Waiting for instances to warm up\.$/);
  });

  test('says where the new ones will be, before there are any', () => {
    const lines = drawRollover(
      snapshot({ Status: 'Pending', StartTime: started }, [instance(1, '1')]),
      options,
    );
    expect(lines.at(0)).toBe('Pending     ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌    0 %  1:23');
    expect(lines.at(-1)).toBe('└─ new 9be1f07c5d3a  version 2  none yet');
  });

  test('has one release when all is over', () => {
    const refresh = {
      Status: 'Successful' as const,
      PercentageComplete: 100,
      StartTime: started,
      EndTime: new Date('2026-01-01T01:02:03Z'),
    };
    expect(drawRollover(snapshot(refresh, [instance(1, '2')]), options)).toEqual([
      `Successful  ${'━'.repeat(20)}  100 %  1:02:03`,
      '└─ release 9be1f07c5d3a  version 2  1 instance',
      '   └─ i-00000000000000001  InService  healthy',
    ]);
  });

  test('says why it was rolled back', () => {
    const refresh = {
      Status: 'RollbackInProgress' as const,
      StatusReason: 'Rolling back.',
      PercentageComplete: 0,
      StartTime: started,
      RollbackDetails: {
        RollbackReason: 'Alarm 5xx is in ALARM',
        PercentageCompleteOnRollback: 50,
      },
    };
    expect(drawRollover(snapshot(refresh, []), options).slice(0, 3)).toEqual([
      `RollbackInProgress  ${'╌'.repeat(20)}    0 %  1:23`,
      'Rolling back.',
      'Rolled back at 50 %: Alarm 5xx is in ALARM',
    ]);
  });

  test('counts a long fleet, and lists what is not plain healthy', () => {
    const unhealthy = {
      state: 'unhealthy',
      reason: 'Target.Timeout: slow',
      code: 'Target.Timeout',
    };
    const instances = Array.from({ length: 40 }, (_, i) =>
      i === 7 ? instance(i, '2', 'InService', unhealthy) : instance(i, '2'),
    );
    expect(drawRollover(snapshot(undefined, instances), options)).toEqual([
      '└─ release 9be1f07c5d3a  version 2  40 instances',
      '   ├─ 39 InService healthy, 1 InService unhealthy',
      '   └─ i-00000000000000007  InService  unhealthy  Target.Timeout',
    ]);
    const starting = instances.map((each) => ({ ...each, state: 'Pending' }));
    const lines = drawRollover(snapshot(undefined, starting), options);
    expect(lines).toHaveLength(15);
    expect(lines.at(-1)).toBe('   └─ and 28 more');
  });

  test('calls what is gone by no name', () => {
    const gone = { launchTemplateId: undefined, version: undefined, imageId: undefined };
    const lost = { ...instance(1, '1'), ...gone };
    expect(drawRollover(snapshot(undefined, [lost]), options)[0]).toBe(
      '└─ release of a version that is gone  1 instance',
    );
  });
});

test('Colours change nothing but colours, and no line is too long', () => {
  const text = fc.string({ unit: 'grapheme-ascii' });
  fc.assert(
    fc.property(text, text, fc.integer({ min: 10, max: 120 }), (reason, state, width) => {
      const seen = {
        ...halfway,
        refresh: { ...halfway.refresh, StatusReason: `${reason}\u001b[31m\n` },
        instances: [instance(1, '1', state), instance(2, '2')],
      };
      const plain = drawRollover(seen, { ...options, width });
      const coloured = drawRollover(seen, { ...options, width, isColoured: true });
      expect(coloured.map((line) => stripVTControlCharacters(line))).toEqual(plain);
      for (const line of plain) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});
