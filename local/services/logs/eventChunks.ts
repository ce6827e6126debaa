// Events in the store: deflated, in chunks. A batch is put into the stream's last chunk while that is
// small, so that neither many small batches nor one large one make many rows.

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  chunkKey,
  dropChunks,
  type LogChunkRow,
  type LogStreamRow,
  logChunks,
  logStreams,
  streamKey,
} from '../../store/logs.ts';
import type { Store } from '../../store/store.ts';

/** What AWS counts for each event besides its message. */
export const overheadBytes = 26;

/** Ours, not AWS's: the oldest chunks of a stream go when it has more than this. */
export const maxStreamBytes = 32 * 1024 * 1024;

/** A chunk takes no more batches from here on. */
const fullChunkBytes = 128 * 1024;

export type StoredEvent = {
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
};

/** @param events at least one */
export function appendEvents(
  store: Store,
  stream: LogStreamRow,
  events: readonly StoredEvent[],
): void {
  const chunks = logChunks(store, stream);
  const last = chunks.list().at(-1);
  const open = last && last.bytes < fullChunkBytes ? last : undefined;
  const chunk = packChunk(open?.firstSequence ?? stream.nextSequence, [
    ...(open ? unpackChunk(open) : []),
    ...events,
  ]);
  chunks.put(chunkKey(chunk), chunk);

  const timestamps = events.map(({ timestamp }) => timestamp);
  const { firstEventTimestamp = Number.MAX_SAFE_INTEGER, lastEventTimestamp = 0 } = stream;
  const changed = {
    ...stream,
    firstEventTimestamp: Math.min(firstEventTimestamp, timestamps[0] ?? 0),
    lastEventTimestamp: Math.max(lastEventTimestamp, timestamps.at(-1) ?? 0),
    lastIngestionTime: events[0]?.ingestionTime,
    nextSequence: stream.nextSequence + events.length,
    keptBytes: stream.keptBytes + chunk.bytes - (open?.bytes ?? 0),
  };
  logStreams(store).put(streamKey(stream), changed);
  if (changed.keptBytes > maxStreamBytes)
    dropChunks(store, changed, oldest(chunks.list(), changed));
}

export function unpackChunk({ packed }: LogChunkRow): StoredEvent[] {
  // What packChunk wrote.
  const rows = JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString()) as [
    number,
    number,
    string,
  ][];
  return rows.map(([timestamp, ingestionTime, message]) => ({ timestamp, ingestionTime, message }));
}

export function sizeOf({ message = '' }: { readonly message?: string | undefined }): number {
  return Buffer.byteLength(message) + overheadBytes;
}

function packChunk(firstSequence: number, events: readonly StoredEvent[]): LogChunkRow {
  const rows = events.map(({ timestamp, ingestionTime, message }) => [
    timestamp,
    ingestionTime,
    message,
  ]);
  const timestamps = events.map(({ timestamp }) => timestamp).sort((a, b) => a - b);
  return {
    firstSequence,
    bytes: events.reduce((sum, event) => sum + sizeOf(event), 0),
    firstTimestamp: timestamps[0] ?? 0,
    lastTimestamp: timestamps.at(-1) ?? 0,
    packed: deflateRawSync(JSON.stringify(rows), { level: 1 }).toString('base64'),
  };
}

function oldest(chunks: readonly LogChunkRow[], { keptBytes }: LogStreamRow): LogChunkRow[] {
  let excess = keptBytes - maxStreamBytes;
  return chunks.filter(({ bytes }) => {
    const isDropped = excess > 0;
    excess -= bytes;
    return isDropped;
  });
}
