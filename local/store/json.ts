// Records as text: JSON, with dates kept as dates.

export function toText(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, plain) {
    // `Date.toJSON` has run by the time a replacer sees the value; `this` still has the date.
    const original = this[key];
    return original instanceof Date ? { $date: original.getTime() } : plain;
  });
}

export function fromText(text: string): unknown {
  return JSON.parse(text, (_key, value) =>
    typeof value === 'object' && value !== null && typeof value.$date === 'number'
      ? new Date(value.$date)
      : value,
  );
}
