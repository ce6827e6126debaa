// Records as text: JSON, with dates kept as dates. A date is written as an object with the key `$date`;
// a record's own key of that form gets one more `$`.

import { inspect } from 'node:util';

/** @throws TypeError for what would not come back: numbers that are not finite, bytes, and the like */
export function toText(value: unknown): string {
  return JSON.stringify(encode(value));
}

export function fromText(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return text.includes('$date') ? decode(value) : value;
}

/** In place, since a reviver takes four times as long, and a region reads all of its records at its start. */
function decode(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$date' in value && typeof value.$date === 'number') return new Date(value.$date);
  // A list's keys are its indices.
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record);
  if (keys.some((key) => key.endsWith('$date') || key === '__proto__')) {
    return mapEntries(record, (key, each) => [
      /^\$\$+date$/.test(key) ? key.slice(1) : key,
      decode(each),
    ]);
  }
  for (const key of keys) {
    const each = record[key];
    if (typeof each === 'object') record[key] = decode(each);
  }
  return record;
}

function encode(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      break;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(encode);
      if (value instanceof Date) return { $date: encode(value.getTime()) };
      if ([Object.prototype, null].includes(Object.getPrototypeOf(value))) {
        return mapEntries(value, (key, each) => [
          /^\$+date$/.test(key) ? `$${key}` : key,
          encode(each),
        ]);
      }
  }
  throw new TypeError(`A record holds plain objects, text and the like, not ${inspect(value)}`);
}

function mapEntries(
  record: object,
  change: (key: string, value: unknown) => [string, unknown],
): object {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => change(key, value)));
}
