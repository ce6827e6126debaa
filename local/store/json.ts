// Records as text: JSON, with dates kept as dates. A date is written as an object with the key `$date`;
// a record's own key of that form gets one more `$`.

import { inspect } from 'node:util';

/** @throws TypeError for what would not come back: numbers that are not finite, bytes, and the like */
export function toText(value: unknown): string {
  return JSON.stringify(encode(value));
}

export function fromText(text: string): unknown {
  return JSON.parse(text, (_key, value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    if (typeof value.$date === 'number') return new Date(value.$date);
    return mapEntries(value, (key, each) => [/^\$\$+date$/.test(key) ? key.slice(1) : key, each]);
  });
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
