// Events of one or more streams in the order of their ids, which is the order of their timestamps.
// Only as many chunks are unpacked as are looked at.

import { type LogChunkRow, type LogStreamRow, logChunks } from '../../store/logs.ts';
import type { Store } from '../../store/store.ts';
import { type StoredEvent, sizeOf, unpackChunk } from './eventChunks.ts';

export type OrderedEvent = StoredEvent & {
  readonly logStreamName: string;
  /** 56 digits: text in their order is in the order of events. */
  readonly eventId: string;
};

/** As many bytes of events as AWS puts into one answer, which has one event at least. */
const maxAnswerBytes = 1024 * 1024;

/** From the first sequence number, 1, on; 0 is before a stream's events of that time. */
export function eventId(timestamp: number, streamNumber: string, sequence: number): string {
  return String(timestamp).padStart(20, '0') + streamNumber + String(sequence).padStart(24, '0');
}

/**
 * @param range timestamps, both inclusive
 * @param isBackward from the latest to the earliest
 */
export function* eventsInOrder(
  store: Store,
  streams: readonly LogStreamRow[],
  range: { readonly from: number; readonly to: number },
  isBackward: boolean,
): Generator<OrderedEvent> {
  const sign = isBackward ? -1 : 1;
  const edge = ({ firstTimestamp, lastTimestamp }: LogChunkRow) =>
    isBackward ? lastTimestamp : firstTimestamp;
  const chunks = streams
    .flatMap((stream) =>
      logChunks(store, stream)
        .list()
        .map((chunk) => ({ stream, chunk })),
    )
    .filter(({ chunk }) => chunk.firstTimestamp <= range.to && chunk.lastTimestamp >= range.from)
    .sort((a, b) => sign * (edge(a.chunk) - edge(b.chunk)));

  let waiting: OrderedEvent[] = [];
  for (const [index, { stream, chunk }] of chunks.entries()) {
    const added = identified(stream, chunk).filter(
      ({ timestamp }) => timestamp >= range.from && timestamp <= range.to,
    );
    waiting = [...waiting, ...added].sort((a, b) => sign * (a.eventId < b.eventId ? -1 : 1));
    const next = chunks[index + 1];
    // What the next chunk holds may be as early as its edge.
    const ready = next
      ? waiting.findIndex(({ timestamp }) => sign * (timestamp - edge(next.chunk)) >= 0)
      : -1;
    const count = ready === -1 ? waiting.length : ready;
    yield* waiting.slice(0, count);
    waiting = waiting.slice(count);
  }
}

/** Takes what fits into one answer; `isComplete` when nothing was left. */
export function takeAnswer(
  events: Iterable<OrderedEvent>,
  limit: number,
): { readonly taken: OrderedEvent[]; readonly isComplete: boolean } {
  const taken: OrderedEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    bytes += sizeOf(event);
    if (taken.length === limit || (taken.length > 0 && bytes > maxAnswerBytes)) {
      return { taken, isComplete: false };
    }
    taken.push(event);
  }
  return { taken, isComplete: true };
}

function identified({ logStreamName, number }: LogStreamRow, chunk: LogChunkRow): OrderedEvent[] {
  return unpackChunk(chunk).map((event, index) => ({
    ...event,
    logStreamName,
    eventId: eventId(event.timestamp, number, chunk.firstSequence + index),
  }));
}
