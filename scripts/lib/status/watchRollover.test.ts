import { describe, expect, test } from 'vitest';
import { createRegionFleet } from '../../testing/regionFleet.ts';
import { createScreen } from '../../testing/screen.ts';
import { rollOver } from '../rollout/rollOver.ts';
import { createSnapshotReader, type RolloverSnapshot } from './rolloverSnapshot.ts';
import { isRollingOver, type Stream, watchRollover } from './watchRollover.ts';

const version = { launchTemplateId: 'lt-1', version: '1', imageId: 'ami-1' };
const member = {
  ...version,
  instanceId: 'i-1',
  state: 'InService',
  isNew: true,
  target: undefined,
};
const quiet: RolloverSnapshot = { refresh: undefined, target: version, instances: [member] };
const started = new Date('2026-01-01T00:00:00Z');
const active: RolloverSnapshot = {
  ...quiet,
  refresh: { Status: 'InProgress', StartTime: started },
};

/** Watches what is seen at each look, until no more is; `write` has what is on the screen at each wait. */
async function watch(
  looks: readonly (RolloverSnapshot | Error)[],
  given: { isAlwaysShown?: boolean } = {},
) {
  const screen = createScreen();
  const pictures: string[] = [];
  const controller = new AbortController();
  let count = 0;
  let now = started.getTime();
  const { print, ended } = watchRollover({
    ...given,
    read: async () => {
      const seen = looks[Math.min(count, looks.length - 1)] ?? quiet;
      count += 1;
      if (seen instanceof Error) throw seen;
      return seen;
    },
    nameOfImage: () => '0c8ad14f2b67',
    time: {
      now: () => new Date(now),
      async wait(milliseconds) {
        pictures.push(screen.text());
        now += milliseconds;
        if (count === looks.length) controller.abort();
      },
    },
    signal: controller.signal,
    stream: screen,
    isColoured: false,
    pauseMilliseconds: () => 3000,
  });
  print('hello');
  await ended;
  return { pictures, screen };
}

describe('On a terminal', () => {
  test('nothing is drawn before the rollover, and its time goes on between two looks', async () => {
    const { pictures, screen } = await watch([quiet, active, active]);
    expect(pictures[0]).toBe('hello');
    const times = pictures.flatMap((text) => text.match(/ % {2}(\S+)/)?.[1] ?? []);
    expect(times.slice(0, 4)).toEqual(['0:03', '0:04', '0:05', '0:06']);
    expect(screen.text()).toMatch(/^hello\nInProgress .*\n├─ old|^hello\nInProgress .*\n└─ new/);
    expect(screen.isCursorShown).toBe(true);
  });

  test('a look that fails leaves the last picture, and says for how long', async () => {
    const { pictures, screen } = await watch([active, new Error('Rate exceeded'), active]);
    expect(pictures.join('\n\n')).toMatch(/InProgress(.|\n){1,300}Not seen for 1 s: Rate exceeded/);
    expect(screen.text()).not.toContain('Rate exceeded');
  });

  test('a fleet at rest is drawn where that is asked for', async () => {
    const { screen } = await watch([quiet], { isAlwaysShown: true });
    expect(screen.text()).toMatch(/^hello\n└─ release 0c8ad14f2b67/);
  });
});

test('A fleet of several versions is being rolled over, or has been left so', () => {
  const other = { ...member, version: '2' };
  expect(isRollingOver(quiet)).toBe(false);
  expect(isRollingOver({ ...quiet, refresh: { Status: 'RollbackSuccessful' } })).toBe(false);
  expect(isRollingOver({ ...quiet, instances: [member, other] })).toBe(true);
});

test('A whole rollover is lines where there is no terminal', async () => {
  const fleet = await createRegionFleet();
  const over = new AbortController();
  const lines: string[] = [];
  const stream: Stream = { write: (line) => lines.push(line) };
  const context = fleet.context();
  const { ended } = watchRollover({
    read: createSnapshotReader(context.hastyClients, fleet.request),
    nameOfImage: (imageId) => imageId,
    // Real time is not spent: each look follows the last one's answer.
    time: { ...context.time, wait: (milliseconds) => fleet.tick(milliseconds) },
    signal: over.signal,
    stream,
    isColoured: false,
    pauseMilliseconds: () => 500,
  });
  expect(await rollOver(context), fleet.said.join('\n')).toMatchObject({ outcome: 'live' });
  over.abort();
  await ended;
  const written: { status: string; instances: { isNew: boolean; state: string }[] }[] = lines.map(
    (line) => JSON.parse(line),
  );
  expect(new Set(written.map(({ status }) => status))).toContain('InProgress');
  expect(written.at(-1)).toMatchObject({ status: 'Successful', percent: 100 });
  expect(written.at(-1)?.instances.map(({ isNew, state }) => isNew && state)).toEqual([
    'InService',
    'InService',
  ]);
  expect(new Set(lines).size).toBe(lines.length);
});
