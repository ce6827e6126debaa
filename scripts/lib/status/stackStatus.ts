// What there is to know of a stack at this moment. A part that cannot be read is said to be so, and the rest is there
// all the same.

import { type Lock, readLock } from '../deployLock.ts';
import {
  findRelease,
  type LiveRecord,
  type RefreshRecord,
  type ReleaseRecord,
  readLastRefresh,
  readLive,
} from '../releaseRecords.ts';
import type { AlarmState } from '../rollout/rolloutAlarms.ts';
import type { RolloutClients } from '../rollout/rolloutClients.ts';
import { findStackFleet, type StackFleet } from '../stackFleet.ts';
import type { StackSettings } from '../stackSettings.ts';
import type { RolloverSnapshot } from './rolloverSnapshot.ts';
import { createRolloverView, type RolloverView } from './rolloverView.ts';
import { readStackAlarms } from './stackAlarms.ts';

export type StackRecords = {
  /** The one that is wanted. */
  readonly release: ReleaseRecord | undefined;
  readonly live: LiveRecord | undefined;
  /** Of the last rollout. */
  readonly refreshRecord: RefreshRecord | undefined;
  /** Who is at work. */
  readonly lock: Lock | undefined;
  readonly alarms: readonly AlarmState[];
};

export type StackStatus = StackRecords & {
  readonly stack: string;
  readonly region: string;
  /** Undefined: there is none, or it could not be read. */
  readonly fleet: StackFleet | undefined;
  readonly snapshot: RolloverSnapshot | undefined;
  /** What could not be read and why, in words. */
  readonly problems: readonly string[];
};

export type StatusReader = Pick<RolloverView, 'nameOfImage'> & {
  /**
   * Looks once; what changes only by a deploy or by the minute is asked for at every `slowEvery`th look.
   *
   * @throws never: see `problems`
   */
  read(): Promise<StackStatus>;
};

export function createStatusReader(
  clients: RolloutClients,
  settings: Pick<StackSettings, 'stack' | 'region' | 'domain'>,
  slowEvery = 1,
): StatusReader {
  const { stack, region } = settings;
  const records = { ssm: clients.ssm, stack };
  let fleet: StackFleet | undefined;
  let view: RolloverView | undefined;
  let slow: StackRecords | undefined;
  let slowProblems: readonly string[] = [];
  let looks = 0;

  async function readSlow(): Promise<StackRecords> {
    const problems: string[] = [];
    const part = partReader(problems);
    const [release, live, refreshRecord, lock, alarms] = await Promise.all([
      part('The wanted release', () => findRelease(records), slow?.release),
      part('The live release', () => readLive(records), slow?.live),
      part('The last rollout', () => readLastRefresh(records), slow?.refreshRecord),
      part('The lock', () => readLock(records), slow?.lock),
      part('Alarms', async () => fleet && readStackAlarms(clients, fleet), slow?.alarms),
    ]);
    slowProblems = problems;
    return { release, live, refreshRecord, lock, alarms: alarms ?? [] };
  }

  async function read(): Promise<StackStatus> {
    const problems: string[] = [];
    const part = partReader(problems);
    if (fleet === undefined) {
      fleet = await part('The fleet', () => findStackFleet(clients, settings), undefined);
      if (fleet) view = createRolloverView(clients, fleet);
    }
    const isSlow = slow === undefined || looks % slowEvery === 0;
    looks += 1;
    const [snapshot, all] = await Promise.all([
      part('The instances', async () => view?.read(), undefined),
      isSlow ? readSlow() : slow,
    ]);
    slow = all;
    // A fleet that is gone may come again, as another.
    if (snapshot === undefined) fleet = undefined;
    return {
      stack,
      region,
      fleet,
      snapshot,
      ...(all ?? none),
      problems: [...problems, ...slowProblems],
    };
  }

  return { read, nameOfImage: (imageId) => view?.nameOfImage(imageId) ?? imageId };
}

const none: StackRecords = {
  release: undefined,
  live: undefined,
  refreshRecord: undefined,
  lock: undefined,
  alarms: [],
};

/** Reads one part; one that fails stays what it was, and is a problem. */
function partReader(problems: string[]) {
  return async <T>(what: string, read: () => Promise<T>, last: T): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      problems.push(`${what}: ${(error as Error).message}`);
      return last;
    }
  };
}
