// CloudWatch Logs' records. Events lie in chunks, many to a row, so that to put a batch is to put one row:
//
//   logs.group  by name
//   logs.stream by group:stream
//   logs.chunk group:stream, a table per stream, by the sequence number of its first event

import type { LogGroup, LogStream } from '@aws-sdk/client-cloudwatch-logs';
import type { Store, Table } from './store.ts';

export type LogGroupRow = LogGroup & {
  readonly logGroupName: string;
  /** Ours: shown by ListTagsForResource. */
  readonly tags: Readonly<Record<string, string>>;
};

export type LogStreamRow = LogStream & {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly creationTime: number;
  /** Ours: twelve digits, its part of its events' ids. */
  readonly number: string;
  /** Ours: of the next event; the first event has 1. */
  readonly nextSequence: number;
  /** Ours: what its chunks hold, in bytes as PutLogEvents counts them. */
  readonly keptBytes: number;
};

export type LogChunkRow = {
  /** Events have the numbers from here, one by one. */
  readonly firstSequence: number;
  readonly bytes: number;
  /** The smallest and the largest of its events' timestamps: events of two batches may be in any order. */
  readonly firstTimestamp: number;
  readonly lastTimestamp: number;
  /** The events, deflated, in base64. */
  readonly packed: string;
};

/** By name. */
export function logGroups(store: Store): Table<LogGroupRow> {
  return store.table<LogGroupRow>('logs.group');
}

/** By {@link streamKey}. */
export function logStreams(store: Store): Table<LogStreamRow> {
  return store.table<LogStreamRow>('logs.stream');
}

/** By {@link chunkKey}, the oldest first. */
export function logChunks(store: Store, stream: StreamName): Table<LogChunkRow> {
  return store.table<LogChunkRow>(`logs.chunk ${streamKey(stream)}`);
}

export type StreamName = Pick<LogStreamRow, 'logGroupName' | 'logStreamName'>;

/** Neither name can have a colon. */
export function streamKey({ logGroupName, logStreamName }: StreamName): string {
  return `${logGroupName}:${logStreamName}`;
}

export function chunkKey({ firstSequence }: Pick<LogChunkRow, 'firstSequence'>): string {
  return String(firstSequence);
}

export function streamsOf(store: Store, logGroupName: string): LogStreamRow[] {
  return logStreams(store)
    .list()
    .filter((row) => row.logGroupName === logGroupName);
}

/** With its events. */
export function deleteStream(store: Store, stream: StreamName): void {
  const chunks = logChunks(store, stream);
  for (const chunk of chunks.list()) chunks.delete(chunkKey(chunk));
  logStreams(store).delete(streamKey(stream));
}

/** Takes chunks from a stream, and their bytes from what it keeps. */
export function dropChunks(
  store: Store,
  stream: LogStreamRow,
  dropped: readonly LogChunkRow[],
): void {
  const chunks = logChunks(store, stream);
  for (const chunk of dropped) chunks.delete(chunkKey(chunk));
  const bytes = dropped.reduce((sum, chunk) => sum + chunk.bytes, 0);
  logStreams(store).put(streamKey(stream), { ...stream, keptBytes: stream.keptBytes - bytes });
}

/** Events with an earlier timestamp are beyond the group's retention. */
export function retainedSince({ retentionInDays }: LogGroupRow, now: Date): number {
  return retentionInDays === undefined ? 0 : now.getTime() - retentionInDays * 86_400_000;
}
