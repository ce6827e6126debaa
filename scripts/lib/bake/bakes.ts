// A bake, as the tags on everything that it holds in the account say it: whose it is, and since when. So
// any later bake can tell what a killed one has left from what a running one needs.

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import {
  type ProcessIdentity,
  parseProcess,
  printProcess,
  thisProcess,
} from '../processIdentity.ts';

export type Bake = {
  /** Its own, in 12 hex digits. */
  readonly id: string;
  /** The key of the image that it makes. */
  readonly key: string;
  /** The machine's name, to tell people. */
  readonly host: string;
  readonly process: ProcessIdentity;
  readonly began: Date;
};

/** Where a bake of another machine is taken for dead; ten minutes more than a bake may take. */
export const bakeDeadlineMinutes = 60;

/** The tag that only what a bake holds has. */
export const bakeTag = 'rollover:bake';

export async function newBake(key: string, began: Date): Promise<Bake> {
  const id = randomBytes(6).toString('hex');
  return { id, key, host: hostname(), process: await thisProcess(), began };
}

export function bakeTags(bake: Bake): Record<string, string> {
  return {
    Name: `rollover bake of ${bake.key.slice(0, 12)}`,
    [bakeTag]: bake.id,
    'rollover:bake-key': bake.key,
    'rollover:bake-host': bake.host,
    'rollover:bake-process': printProcess(bake.process),
    'rollover:bake-began': bake.began.toISOString(),
  };
}

export type Tags = readonly {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}[];

/** The bake that tags tell of, if they are those of one. */
export function bakeOf(tags: Tags = []): Bake | undefined {
  const value = (key: string) => tags.find(({ Key }) => Key === key)?.Value ?? '';
  const id = value(bakeTag);
  const process = parseProcess(value('rollover:bake-process'));
  const began = new Date(value('rollover:bake-began'));
  if (!/^[0-9a-f]{12}$/.test(id) || !process || Number.isNaN(began.getTime())) return undefined;
  return {
    id,
    key: value('rollover:bake-key'),
    host: value('rollover:bake-host'),
    process,
    began,
  };
}

/** Something in the account that belongs to a bake. */
export type Holding = {
  readonly kind: 'instance' | 'image' | 'key pair' | 'security group';
  readonly id: string;
  readonly bakeId: string;
  /** Who made it; of an image, which Packer tags when it is done, only the bake's id is known. */
  readonly bake?: Bake;
};

export type BakePlan = {
  readonly live: readonly Bake[];
  /** What belongs to no live bake. */
  readonly strays: readonly Holding[];
};

/** Tells what running bakes need from what dead ones have left. */
export function planBakes(holdings: readonly Holding[], isLive: (bake: Bake) => boolean): BakePlan {
  const bakes = new Map(
    holdings.flatMap(({ bake }) => (bake && isLive(bake) ? [[bake.id, bake] as const] : [])),
  );
  return {
    live: [...bakes.values()],
    strays: holdings.filter(({ bakeId }) => !bakes.has(bakeId)),
  };
}

/** Of this machine, a bake lives as long as its process; of another, nobody knows until the deadline. */
export function isLive(
  bake: Bake,
  {
    now,
    place,
    isRunning,
  }: {
    readonly now: Date;
    readonly place: string;
    readonly isRunning: (process: ProcessIdentity) => boolean;
  },
): boolean {
  const minutes = (now.getTime() - bake.began.getTime()) / 60_000;
  if (minutes > bakeDeadlineMinutes) return false;
  return bake.process.place !== place || isRunning(bake.process);
}

/** The same image is being baked by somebody else. */
export class BakeClashError extends Error {}

/** Who bakes it, since when, and what to do. */
export function describeClash(bake: Bake, now: Date): string {
  const minutes = Math.floor((now.getTime() - bake.began.getTime()) / 60_000);
  const began = bake.began.toISOString().replace(/\.\d+/, '');
  return (
    `This image, ${bake.key.slice(0, 12)}, is being baked already: on ${bake.host} by process ` +
    `${bake.process.id}, since ${began} (${minutes === 0 ? 'less than a minute' : `${minutes} min`}). ` +
    'Wait until that has ended, then run the same command again: it will find the image and use it'
  );
}
