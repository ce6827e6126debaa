import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Entry, parseEntry } from './journal.ts';
import { createBatch, toLogEvent } from './logEvents.ts';

const entry = (fields: Partial<Entry>): Entry => ({
  cursor: 'c',
  timestamp: 1,
  unit: 'webapp.service',
  identifier: undefined,
  message: 'text',
  ...fields,
});

test('An entry of the journal is read, whatever form its fields have', () => {
  const line = (fields: object) =>
    JSON.stringify({ __CURSOR: 'c', __REALTIME_TIMESTAMP: '1767225600123456', ...fields });
  expect(parseEntry(line({ MESSAGE: 'text', SYSLOG_IDENTIFIER: 'kernel' }))).toEqual({
    cursor: 'c',
    timestamp: 1_767_225_600_123,
    unit: undefined,
    identifier: 'kernel',
    message: 'text',
  });
  expect(parseEntry(line({ MESSAGE: [195, 164, 27] }))?.message).toBe('ä\u001b');
  expect(parseEntry(line({ MESSAGE: ['first', 'second'] }))?.message).toBe('first');
  expect(parseEntry(line({ MESSAGE: null }))).toBeUndefined();
  expect(parseEntry(line({}))).toBeUndefined();
});

test('The app’s JSON goes as it is; all else is told with its unit', () => {
  expect(toLogEvent(entry({ message: '{"a":1}' })).message).toBe('{"a":1}');
  expect(toLogEvent(entry({ message: '{no' })).message).toBe(
    '{"unit":"webapp.service","message":"{no"}',
  );
  expect(toLogEvent(entry({ unit: undefined, identifier: 'kernel' })).message).toBe(
    '{"identifier":"kernel","message":"text"}',
  );
});

test('A message that is too long is cut, at a character', () => {
  const { message } = toLogEvent(entry({ message: 'ä'.repeat(200_000) }));
  expect(Buffer.byteLength(message)).toBeLessThanOrEqual(256 * 1024 - 26);
  expect(message).toMatch(/^\{"unit":"webapp.service","message":"ä+$/);
});

test('Whatever the entries, batches keep AWS’s bounds, in order, and none is lost', () => {
  const entries = fc.array(
    fc.record({
      timestamp: fc.integer({ min: 0, max: 200_000_000 }),
      size: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 300_000 })),
    }),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(entries, (all) => {
      const waiting = all.map(({ timestamp, size }, index) =>
        entry({ timestamp, message: 'x'.repeat(size), cursor: String(index) }),
      );
      let count = 0;
      for (let first = waiting.shift(); first; first = waiting.shift()) {
        const batch = createBatch(first);
        while (waiting[0] && batch.add(waiting[0])) waiting.shift();
        const events = batch.events();
        count += events.length;
        expect(batch.cursor()).toBe(String(count - 1));
        const bytes = events.reduce((sum, { message }) => sum + message.length + 26, 0);
        expect(bytes).toBeLessThanOrEqual(1_048_576);
        expect(events).toEqual(events.toSorted((a, b) => a.timestamp - b.timestamp));
        const span = (events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0);
        expect(span).toBeLessThanOrEqual(86_400_000);
      }
      expect(count).toBe(all.length);
    }),
    { numRuns: 50 },
  );
});
