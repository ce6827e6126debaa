// The journal, batch by batch, to CloudWatch Logs. The cursor moves when AWS has a batch, so that whoever
// is killed, the agent or its region, nothing is lost; at most one batch is shipped twice.
//
//   follow the journal ──(2 s, or full)──▶ batch ──▶ put, until it succeeds ──▶ cursor
//   to end: what the journal has by now, up to the deadline

import { setTimeout as delay } from 'node:timers/promises';
import type { Cursor } from './cursor.ts';
import { type Entry, readJournal } from './journal.ts';
import { type Batch, createBatch, type LogEvent } from './logEvents.ts';
import { type Ending, messageOf, persist } from './patience.ts';

export type ShippingOptions = {
  readonly cursor: Cursor;
  /** One attempt at putting events. */
  readonly put: (events: readonly LogEvent[]) => Promise<void>;
  /** Whether that is refused for what the events are, and would be again. */
  readonly isRefusal: (error: unknown) => boolean;
  readonly ending: Ending;
  readonly say: (line: string) => void;
};

const flushMilliseconds = 2000;
/** For what services that have just ended have written to reach the journal. */
const lastWordsMilliseconds = 200;

/** Ships until the end; throws the deadline's reason when something is left then. */
export async function shipJournal(options: ShippingOptions): Promise<void> {
  const { stopping, deadline } = options.ending;
  while (!stopping.aborted) {
    await persist('following the journal', options.ending, options.say, () =>
      shipEntries(options, true, stopping),
    );
    // A journalctl that ends by itself is started again, but not in a tight loop.
    await delay(1000, undefined, { signal: stopping }).catch(() => {});
  }
  await delay(lastWordsMilliseconds, undefined, { signal: deadline }).catch(() => {});
  await shipEntries(options, false, deadline);
}

async function shipEntries(
  options: ShippingOptions,
  follow: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { cursor, ending, say } = options;
  const reading = new AbortController();
  const entries = readJournal({
    after: await cursor.read(),
    follow,
    signal: AbortSignal.any([signal, reading.signal]),
  });
  let next = entries.next();
  try {
    for (;;) {
      const first = await next;
      if (first.done) return;
      const batch = createBatch(first.value);
      ({ next } = await fill(batch, entries));
      await persist('putting log events', ending, say, () => putAll(batch.events(), options));
      await cursor.write(batch.cursor());
    }
  } finally {
    reading.abort();
    // Of a reading that was ended while it waited.
    next.catch(() => {});
  }
}

type Next = Promise<IteratorResult<Entry>>;

/** Adds what comes within the time and fits; returns what does not, in an object, since it waits. */
async function fill(
  batch: Batch,
  entries: AsyncGenerator<Entry>,
): Promise<{ readonly next: Next }> {
  const timer = new AbortController();
  const time = delay(flushMilliseconds, 'time' as const, { signal: timer.signal });
  time.catch(() => {});
  try {
    for (;;) {
      const next: Next = entries.next();
      const result = await Promise.race([next.catch(() => 'failed' as const), time]);
      if (result === 'time' || result === 'failed' || result.done || !batch.add(result.value)) {
        return { next };
      }
    }
  } finally {
    timer.abort();
  }
}

/** Finds the events that AWS will never take, by halves, and leaves them out. */
async function putAll(events: readonly LogEvent[], options: PutOptions): Promise<void> {
  const { put, isRefusal, say } = options;
  try {
    await put(events);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (events.length === 1) {
      return say(`a log event was refused, and is left out: ${messageOf(error)}`);
    }
    const middle = Math.ceil(events.length / 2);
    await putAll(events.slice(0, middle), options);
    await putAll(events.slice(middle), options);
  }
}

type PutOptions = Pick<ShippingOptions, 'put' | 'isRefusal' | 'say'>;
