// What `npm run prune` is told; all problems at once.

import { readTypedValues } from '../typedValues.ts';
import type { Age } from './prunePlan.ts';

export type PruneOptions = {
  readonly stack: string;
  readonly configFile: string | undefined;
  readonly keep: number;
  readonly minimumAge: Age;
  /** What to do where somebody deploys. */
  readonly onConflict: 'fail' | 'wait';
  readonly isDryRun: boolean;
  readonly isJson: boolean;
};

export const pruneUsage = `Usage: npm run prune -- --stack <stack> [options]

  --stack <stack>       whose account and region are looked at; images of all its stacks are
  --config-file <file>  the stack's settings, in place of Pulumi.<stack>.yaml
  --keep <number>       so many of the last live releases of each stack stay (0 to 100; default 5)
  --older-than <age>    what is younger stays: 30m, 12h or 7d (default 7d)
  --yes                 removes what else it would only list
  --on-conflict <how>   fail or wait, where somebody deploys one of the stacks; fail unless told
  --json                one line of JSON
`;

const texts = ['stack', 'config-file', 'keep', 'older-than', 'on-conflict'] as const;
const flags = ['yes', 'json'] as const;
const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
/** As many versions as Parameter Store keeps of `live`. */
const mostKept = 100;

/** @throws with all that is wrong, and the usage */
export function parsePrune(args: readonly string[]): PruneOptions {
  const problems: string[] = [];
  const values = readTypedValues(args, { texts, flags }, problems);
  const text = (name: (typeof texts)[number]) => {
    const value = values[name];
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    problems.push(`--${name}: expected a value, got none`);
    return undefined;
  };
  const stack = text('stack');
  if (stack === undefined && values.stack === undefined)
    problems.push('--stack: expected the name of a stack, as in --stack local');
  const options = {
    stack: stack ?? '',
    configFile: text('config-file'),
    keep: keepOf(text('keep') ?? '5', problems),
    minimumAge: ageOf(text('older-than') ?? '7d', problems),
    onConflict: conflictOf(text('on-conflict') ?? 'fail', problems),
    isDryRun: values.yes !== true,
    isJson: values.json === true,
  };
  if (problems.length === 0) return options;
  throw new Error(`The options are wrong:\n  ${problems.join('\n  ')}\n\n${pruneUsage}`);
}

function keepOf(text: string, problems: string[]): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= mostKept))
    problems.push(`--keep: expected an integer from 0 to ${mostKept}, got ${text}`);
  return number;
}

function ageOf(text: string, problems: string[]): Age {
  const [, count, unit = ''] = text.match(/^(\d{1,5})([mhd])$/) ?? [];
  if (count === undefined)
    problems.push(`--older-than: expected an age such as 30m, 12h or 7d, got ${text}`);
  return { milliseconds: Number(count) * (units[unit] ?? 0), text };
}

function conflictOf(text: string, problems: string[]): 'fail' | 'wait' {
  if (text === 'fail' || text === 'wait') return text;
  problems.push(`--on-conflict: expected fail or wait, got ${text}`);
  return 'fail';
}

/** The same command, to be run again with `--yes`. */
export function removalCommand({ stack, configFile, keep, minimumAge }: PruneOptions): string {
  const file = configFile === undefined ? '' : ` --config-file ${configFile}`;
  return `npm run prune -- --stack ${stack}${file} --keep ${keep} --older-than ${minimumAge.text} --yes`;
}
