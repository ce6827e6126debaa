// What a stack remembers of its releases, in parameters under /rollover/<stack>/: `release`, the one that is wanted;
// `live`, the last one that a rollout has proved; `refresh`, the last instance refresh.

import { GetParameterCommand, ParameterNotFound, PutParameterCommand } from '@aws-sdk/client-ssm';
import type { RolloutContext } from './rolloutContext.ts';

/** A release as it was written, with whatever else stands there. */
export type ReleaseRecord = {
  readonly ami: string;
  /** Of its image: 64 hex digits. Undefined where whoever wrote it gave none. */
  readonly key?: string;
};

/** What `live` has besides the release. */
export type LiveRecord = ReleaseRecord & {
  /** ISO 8601. */
  readonly liveAt?: string;
  /** Of the refresh that brought it; a fleet's first release has none. */
  readonly refreshId?: string;
};

type Records = Pick<RolloutContext, 'clients' | 'request'>;

const nameOf = ({ request }: Records, name: string) => `/rollover/${request.stack}/${name}`;

/** @throws where there is none, or what is there is none */
export async function readRelease(records: Records): Promise<ReleaseRecord> {
  const release = await read<ReleaseRecord>(records, 'release');
  if (typeof release?.ami === 'string') return release;
  throw new Error(
    `${nameOf(records, 'release')}: expected a release, {"ami": "ami-…", …}, got ${JSON.stringify(release)}`,
  );
}

/** Undefined before the first. */
export function readLive(records: Records): Promise<LiveRecord | undefined> {
  return read<LiveRecord>(records, 'live');
}

export function isSameRelease(one: ReleaseRecord, other: ReleaseRecord | undefined): boolean {
  return one.ami === other?.ami && one.key === other.key;
}

export async function writeLive(
  records: Records & Pick<RolloutContext, 'time'>,
  release: ReleaseRecord,
  refreshId: string | undefined,
): Promise<void> {
  const liveAt = records.time.now().toISOString();
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
  const name = nameOf(records, 'release');
  if (live === undefined) return `${name} stays: no release has been live yet`;
  if (!isSameRelease(wanted, failed)) return `${name} stays: another release is wanted by now`;
  if (isSameRelease(wanted, live)) return `${name} stays: it is what was live`;
  const { liveAt, refreshId, ...release } = live;
  await write(records, 'release', release);
  return `${name} is again what was live: ${release.ami}`;
}

export type RefreshRecord = {
  readonly refreshId: string;
  readonly autoScalingGroupName: string;
  readonly launchTemplateId: string;
  readonly launchTemplateVersion: number;
  /** ISO 8601. */
  readonly startedAt: string;
};

/** For who asks how a rollout went when this process is gone. */
export async function writeRefresh(records: Records, record: RefreshRecord): Promise<void> {
  await write(records, 'refresh', record);
}

async function read<Value>(records: Records, name: string): Promise<Value | undefined> {
  const Name = nameOf(records, name);
  let text: string | undefined;
  try {
    text = (await records.clients.ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text ?? '');
    // Only scripts write them; `readRelease` looks at what it needs.
    if (typeof value === 'object' && value !== null) return value as Value;
  } catch {
    // Said below.
  }
  throw new Error(`${Name}: expected a JSON object, got ${text}`);
}

async function write(records: Records, name: string, value: object): Promise<void> {
  const input = { Name: nameOf(records, name), Value: JSON.stringify(value) };
  await records.clients.ssm.send(
    new PutParameterCommand({ ...input, Type: 'String', Tier: 'Standard', Overwrite: true }),
  );
}
