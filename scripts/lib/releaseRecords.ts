// What a stack remembers of its releases, in parameters under /rollover/<stack>/: `release`, the one that is wanted;
// `live`, the last one that a rollout has proved, whose history is the ledger; `refresh`, the last instance refresh.

import {
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  paginateGetParameterHistory,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { releaseId } from './bake/imageKey.ts';
import type { Time } from './time.ts';

export type Records = {
  readonly ssm: SSMClient;
  readonly stack: string;
  /** Asked before every write; throws where another deploy has taken over. */
  readonly requireLock?: () => Promise<void>;
};

/** What stands in a parameter is none of ours. */
export class RecordError extends Error {}

/** A release as it was written, with whatever else stands there. */
export type ReleaseRecord = {
  readonly ami: string;
  /** Of its image: 64 hex digits. Undefined where whoever wrote it gave none. */
  readonly key?: string;
  readonly commit?: string;
  readonly build?: string;
  /** Who wanted it, and since when (ISO 8601). */
  readonly by?: string;
  readonly at?: string;
};

/** What `live` has besides the release. */
export type LiveRecord = ReleaseRecord & {
  /** ISO 8601. */
  readonly liveAt?: string;
  /** Of the refresh that brought it; a fleet's first release has none. */
  readonly refreshId?: string;
};

export function parameterName({ stack }: Pick<Records, 'stack'>, name: string): string {
  return `/rollover/${stack}/${name}`;
}

/** Undefined before the first. */
export async function findRelease(records: Records): Promise<ReleaseRecord | undefined> {
  const release = await read<ReleaseRecord>(records, 'release');
  if (release === undefined || typeof release.ami === 'string') return release;
  throw new RecordError(
    `${parameterName(records, 'release')}: expected a release, {"ami": "ami-…", …}, got ${JSON.stringify(release)}`,
  );
}

/** @throws where there is none, or what is there is none */
export async function readRelease(records: Records): Promise<ReleaseRecord> {
  const release = await findRelease(records);
  if (release) return release;
  throw new Error(`${parameterName(records, 'release')}: expected a release, got nothing`);
}

export async function writeRelease(records: Records, release: ReleaseRecord): Promise<void> {
  await write(records, 'release', release);
}

/** Undefined before the first. */
export function readLive(records: Records): Promise<LiveRecord | undefined> {
  return read<LiveRecord>(records, 'live');
}

/** What was live, newest first: AWS keeps a hundred. Where a record is none, it is left out. */
export async function readLedger(records: Records): Promise<readonly LiveRecord[]> {
  const ledger: LiveRecord[] = [];
  const input = { Name: parameterName(records, 'live') };
  try {
    for await (const page of paginateGetParameterHistory({ client: records.ssm }, input)) {
      for (const { Value } of page.Parameters ?? []) {
        const live = objectIn<LiveRecord>(Value);
        if (typeof live?.ami === 'string') ledger.push(live);
      }
    }
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
  }
  return ledger.reverse();
}

/** What people call it: as `x-release` has it, else its AMI. */
export function nameOfRelease({ ami, key }: ReleaseRecord): string {
  return key === undefined ? ami : releaseId(key);
}

export function isSameRelease(one: ReleaseRecord, other: ReleaseRecord | undefined): boolean {
  return one.ami === other?.ami && one.key === other.key;
}

export async function writeLive(
  records: Records,
  { now }: Pick<Time, 'now'>,
  release: ReleaseRecord,
  refreshId: string | undefined,
): Promise<void> {
  const liveAt = now().toISOString();
  await write(records, 'live', { ...release, liveAt, ...(refreshId && { refreshId }) });
}

/**
 * After a rollback: wants again what is live, so that the next `up` does not roll out anew what has failed.
 *
 * @param failed what was wanted; what somebody has come to want since then stays
 * @returns what was done, in words
 */
export async function restoreRelease(records: Records, failed: ReleaseRecord): Promise<string> {
  const [live, wanted] = await Promise.all([readLive(records), readRelease(records)]);
  const name = parameterName(records, 'release');
  if (live === undefined) return `${name} stays: no release has been live yet`;
  if (isSameRelease(wanted, live)) return `${name} is what was live: ${live.ami}`;
  if (!isSameRelease(wanted, failed)) return `${name} stays: another release is wanted by now`;
  await writeRelease(records, releaseIn(live));
  return `${name} is again what was live: ${live.ami}`;
}

/** What was live, as something to want again. */
export function releaseIn({ liveAt, refreshId, ...release }: LiveRecord): ReleaseRecord {
  return release;
}

export type RefreshRecord = {
  readonly refreshId: string;
  readonly autoScalingGroupName: string;
  readonly launchTemplateId: string;
  readonly launchTemplateVersion: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** How it ended, once it has: what AWS's status alone does not tell. */
  readonly outcome?: string;
  readonly cause?: string;
};

/** For who asks how a rollout went when this process is gone. */
export async function writeRefresh(records: Records, record: RefreshRecord): Promise<void> {
  await write(records, 'refresh', record);
}

/** Undefined before the first rollout. */
export function readLastRefresh(records: Records): Promise<RefreshRecord | undefined> {
  return read<RefreshRecord>(records, 'refresh');
}

async function read<Value>(records: Records, name: string): Promise<Value | undefined> {
  const Name = parameterName(records, name);
  let text: string | undefined;
  try {
    text = (await records.ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
  const value = objectIn<Value>(text);
  if (value !== undefined) return value;
  throw new RecordError(`${Name}: expected a JSON object, got ${text}`);
}

function objectIn<Value>(text: string | undefined): Value | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    // Only scripts write them; whoever reads looks at what it needs.
    if (typeof value === 'object' && value !== null) return value as Value;
  } catch {
    // None.
  }
  return undefined;
}

async function write(records: Records, name: string, value: object): Promise<void> {
  await records.requireLock?.();
  const input = { Name: parameterName(records, name), Value: JSON.stringify(value) };
  await records.ssm.send(
    new PutParameterCommand({ ...input, Type: 'String', Tier: 'Standard', Overwrite: true }),
  );
}
