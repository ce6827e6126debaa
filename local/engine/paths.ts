// Paths into property bags, as `ignoreChanges` and `replaceOnChanges` have them: `tags.Name`,
// `rules[0].port`, `rules[*].port`, `tags["a.b"]`, `*`.

import { asSecret, isRecord, isSecret } from './values.ts';

/** A name, an index, or `*` for all of them. */
export type Path = readonly string[];

export function parsePath(text: string): Path {
  const steps = [...text.matchAll(/\[\s*"((?:[^"\\]|\\.)*)"\s*\]|\[\s*(\d+|\*)\s*\]|([^.[\]]+)/g)];
  return steps.map(
    ([, quoted, index, name]) => quoted?.replace(/\\(.)/g, '$1') ?? index ?? name ?? '',
  );
}

export function printPath(path: Path): string {
  return path
    .map((step, index) => {
      if (/^\d+$/.test(step)) return `[${step}]`;
      if (!/^[\w$:/-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** Whether a change at `path` is one of what `pattern` names: there, inside it, or around it. */
export function concerns(pattern: Path, path: Path): boolean {
  return pattern.every(
    (step, index) => path[index] === undefined || step === '*' || step === path[index],
  );
}

/** What is wanted, but with what was, or was not, at the path. */
export function keepAt(old: unknown, wanted: unknown, path: Path): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return old;
  if (isSecret(wanted)) return asSecret(keepAt(old, wanted.value, path));
  if (isSecret(old)) return keepAt(old.value, wanted, path);
  if (Array.isArray(wanted)) return keepInList(Array.isArray(old) ? old : [], wanted, step, rest);
  if (!isRecord(wanted)) return wanted;
  const before = isRecord(old) ? old : {};
  const names = step === '*' ? new Set([...Object.keys(before), ...Object.keys(wanted)]) : [step];
  const kept = [...names].map((name) => [name, keepAt(before[name], wanted[name], rest)] as const);
  const all = { ...wanted, ...Object.fromEntries(kept) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function keepInList(old: unknown[], wanted: unknown[], step: string, rest: Path): unknown[] {
  if (step === '*' && rest.length === 0) return old;
  return wanted.map((each, index) => {
    if (step !== '*' && step !== String(index)) return each;
    return index < old.length ? keepAt(old[index], each, rest) : each;
  });
}
