// Entries of the journal as log events, and how many of them go into one call.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html

import type { Entry } from './journal.ts';

export type LogEvent = { readonly timestamp: number; readonly message: string };

/** AWS's bounds are 10,000 events and 1 MiB; a smaller batch is less to hold and to send again. */
const maxEvents = 5_000;
const maxBytes = 512 * 1024;
/** What AWS counts besides the message. */
const overheadBytes = 26;
const maxMessageBytes = 256 * 1024 - overheadBytes;
/** Just below a day, which a batch may not exceed. */
const maxSpanMilliseconds = 86_000_000;

const app = 'webapp.service';

/** The app's own lines are JSON already, and go as they are, so that queries find their fields. */
export function toLogEvent({ timestamp, unit, identifier, message }: Entry): LogEvent {
  const isOwnJson = unit === app && isJsonObject(message);
  const whole = isOwnJson ? message : JSON.stringify({ unit, identifier, message });
  return { timestamp, message: cut(whole) };
}

export type Batch = {
  /** In order of time. */
  events(): LogEvent[];
  /** Of the last entry. */
  cursor(): string;
  /** Takes an entry unless the batch is full. */
  add(entry: Entry): boolean;
};

export function createBatch(first: Entry): Batch {
  const events: LogEvent[] = [];
  let { cursor } = first;
  let bytes = 0;
  let earliest = first.timestamp;
  let latest = first.timestamp;

  function add(entry: Entry): boolean {
    const event = toLogEvent(entry);
    const size = Buffer.byteLength(event.message) + overheadBytes;
    const from = Math.min(earliest, event.timestamp);
    const to = Math.max(latest, event.timestamp);
    const isFull =
      events.length === maxEvents || bytes + size > maxBytes || to - from > maxSpanMilliseconds;
    if (isFull && events.length > 0) return false;
    events.push(event);
    bytes += size;
    [earliest, latest, cursor] = [from, to, entry.cursor];
    return true;
  }

  add(first);
  return {
    // The journal's own order is that of arrival; a clock that was set makes it another than that of time.
    events: () => events.toSorted((a, b) => a.timestamp - b.timestamp),
    cursor: () => cursor,
    add,
  };
}

function isJsonObject(text: string): boolean {
  if (!text.startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** At a character's boundary. */
function cut(text: string): string {
  if (Buffer.byteLength(text) <= maxMessageBytes) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, maxMessageBytes - 3), {
    stream: true,
  });
}
