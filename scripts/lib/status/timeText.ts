// Times as people read them.

/** Such as `2026-11-26 18:26 UTC`; what is no time stays as it is. */
export function minuteText(time: string | Date | undefined): string {
  const date = new Date(time ?? '');
  if (Number.isNaN(date.getTime())) return String(time ?? 'unknown');
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** Such as `3 min ago`; empty for what is no time. */
export function agoText(time: string | Date | undefined, now: Date): string {
  const seconds = (now.getTime() - new Date(time ?? '').getTime()) / 1000;
  if (Number.isNaN(seconds)) return '';
  const [unit, length] = units.find(([, least]) => seconds >= least) ?? ['s', 1];
  return `${Math.max(0, Math.floor(seconds / length))} ${unit} ago`;
}
