// Keeps two deploys of a stack apart: the parameter /rollover/<stack>/lock, which only one of them can create. Its
// owner renews it; an owner that has died is found out, on this machine at once, elsewhere by its silence.

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import {
  DeleteParameterCommand,
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import {
  type ProcessIdentity,
  parseProcess,
  printProcess,
  startOf,
  thisProcess,
} from './processIdentity.ts';
import { parameterName, type Records } from './releaseRecords.ts';
import type { Time } from './time.ts';
import { whoAmI } from './whoAmI.ts';

export type Lock = {
  /** Its own, in 24 hex digits. */
  readonly owner: string;
  /** What is being done, such as `deploy`. */
  readonly command: string;
  /** Who does it. */
  readonly by: string;
  /** The machine's name, to tell people. */
  readonly host: string;
  readonly process: ProcessIdentity;
  /** ISO 8601. */
  readonly since: string;
  /** When its owner has shown last that it lives. */
  readonly renewedAt: Date;
};

export type HeldLock = {
  readonly owner: string;
  /** @throws where somebody else has taken it over */
  readonly require: () => Promise<void>;
  readonly release: () => Promise<void>;
};

export type LockRequest = {
  readonly records: Records;
  readonly command: string;
  readonly onConflict: 'fail' | 'wait';
  /** How long to wait. */
  readonly deadline: Date;
  readonly time: Time;
  readonly say: (line: string) => void;
  readonly stopping: AbortSignal;
};

/** Another deploy is at work. */
export class LockedError extends Error {}

/** Where an owner on another machine has been silent for so long, it is taken for dead. */
export const expirySeconds = 600;
const renewalSeconds = 60;

/** @throws LockedError where somebody else has it */
export async function takeLock(request: LockRequest): Promise<HeldLock> {
  const { records, command, onConflict, deadline, time, say, stopping } = request;
  const owner = randomBytes(12).toString('hex');
  const value = JSON.stringify({
    owner,
    command,
    by: whoAmI(),
    host: hostname(),
    process: printProcess(await thisProcess()),
    since: time.now().toISOString(),
  });
  let shown = '';
  while (!(await put(records, value, false))) {
    const lock = await readLock(records);
    if (lock === undefined) continue;
    if (await isDead(lock, time.now())) {
      say(`${describe(records, lock)} has died: taking its lock`);
      await remove(records);
      continue;
    }
    const text = describe(records, lock);
    if (onConflict === 'fail' || time.now() >= deadline) {
      throw new LockedError(`${text} is at work. Wait for its end, or use --on-conflict wait`);
    }
    if (text !== shown) say(`Waiting for ${text}`);
    shown = text;
    stopping.throwIfAborted();
    await time.wait(2000 + Math.random() * 1000, stopping);
  }
  return hold(records, owner, value);
}

function hold(records: Records, owner: string, value: string): HeldLock {
  const require = () => requireOwner(records, owner);
  const renewal = setInterval(() => {
    // A renewal that fails is made up for by the next; whether it is still ours, each write asks.
    require()
      .then(() => put(records, value, true))
      .catch(() => {});
  }, renewalSeconds * 1000).unref();
  return {
    owner,
    require,
    async release() {
      clearInterval(renewal);
      const lock = await readLock(records);
      if (lock?.owner === owner) await remove(records);
    },
  };
}

/** @throws where the lock is not this owner's */
export async function requireOwner(records: Records, owner: string): Promise<void> {
  const lock = await readLock(records);
  if (lock?.owner === owner) return;
  const name = parameterName(records, 'lock');
  throw new LockedError(
    `${name}: expected this deploy to have the lock, but ${lock ? `${describe(records, lock)} has it` : 'nobody has it'}. ` +
      'Nothing more is written; see what is going on: npm run status -- --stack ' +
      records.stack,
  );
}

/** Undefined where nobody has it. */
export async function readLock(records: Records): Promise<Lock | undefined> {
  const Name = parameterName(records, 'lock');
  try {
    const { Parameter } = await records.ssm.send(new GetParameterCommand({ Name }));
    return lockIn(Parameter?.Value ?? '', Parameter?.LastModifiedDate ?? new Date(0));
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}

/** What is no lock is one whose owner nobody knows: it expires. */
function lockIn(text: string, renewedAt: Date): Lock {
  let value: Partial<Record<string, unknown>> = {};
  try {
    value = JSON.parse(text) ?? {};
  } catch {
    // None of ours.
  }
  const word = (name: string) => String(value[name] ?? 'unknown');
  const unknownProcess = { place: '', id: 0, start: '' };
  return {
    owner: word('owner'),
    command: word('command'),
    by: word('by'),
    host: word('host'),
    process: parseProcess(word('process')) ?? unknownProcess,
    since: word('since'),
    renewedAt,
  };
}

async function isDead({ process, renewedAt }: Lock, now: Date): Promise<boolean> {
  const { place } = await thisProcess();
  if (process.place === place) return (await startOf(process.id)) !== process.start;
  return now.getTime() - renewedAt.getTime() > expirySeconds * 1000;
}

/** Such as `a deploy of dev by ann on ci-7 (process 4711, since 2026-11-26T18:26:54Z)`. */
export function describe({ stack }: Pick<Records, 'stack'>, lock: Lock): string {
  const since = lock.since.replace(/\.\d+/, '');
  return `a ${lock.command} of ${stack} by ${lock.by} on ${lock.host} (process ${lock.process.id}, since ${since})`;
}

/** @returns whether it was written; false where there is one, and it is not to be replaced */
async function put(records: Records, Value: string, Overwrite: boolean): Promise<boolean> {
  const input = { Name: parameterName(records, 'lock'), Value, Overwrite };
  try {
    await records.ssm.send(new PutParameterCommand({ ...input, Type: 'String' }));
    return true;
  } catch (error) {
    if (error instanceof ParameterAlreadyExists) return false;
    throw error;
  }
}

async function remove(records: Records): Promise<void> {
  try {
    await records.ssm.send(new DeleteParameterCommand({ Name: parameterName(records, 'lock') }));
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
  }
}
