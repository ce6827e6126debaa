import { expect, test } from 'vitest';
import { BakeClashError } from '../bake/bakes.ts';
import { LockedError } from '../deployLock.ts';
import { ConflictError } from './deployConflicts.ts';
import { reportOn } from './deployReport.ts';

const going = new AbortController().signal;
const interrupted = AbortSignal.abort(new Error('Interrupted: SIGINT'));
const failing = (signal: AbortSignal, error: Error) =>
  reportOn(signal, () => Promise.reject(error));

test.each([BakeClashError, ConflictError, LockedError])(
  'Somebody else at work is no failure: %s',
  async (Clash) => {
    const report = { outcome: 'conflict', cause: 'Ann is at work' };
    expect(await failing(going, new Clash('Ann is at work'))).toEqual(report);
  },
);

test('What is thrown is told as a failure, or as the interruption that it is', async () => {
  expect(await failing(going, new Error('No image'))).toEqual({
    outcome: 'failed',
    cause: 'No image',
  });
  expect(await failing(interrupted, new Error('Interrupted: SIGINT'))).toEqual({
    outcome: 'cancelled',
    cause: 'Interrupted: SIGINT',
  });
});
