// The options of deploy and rollback, as they were typed.

import { type EngineName, engineNames } from '../engines/openEngine.ts';

/** For Node's `parseArgs`: what deploy and rollback both take. */
export const pipelineOptions = {
  stack: { type: 'string' },
  'config-file': { type: 'string' },
  'on-conflict': { type: 'string', default: 'fail' },
  engine: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const pipelineUsage = `\
  --on-conflict fail|wait    when somebody else is at work on the stack; fail unless told
  --engine cli|local         Pulumi's CLI, or the local region's engine, which is for local stacks only
  --config-file <file>       other settings than Pulumi.<stack>.yaml
  --json                     ends with one JSON line
`;

export type TypedOptions = {
  readonly stack?: string;
  readonly engine?: string;
  readonly 'on-conflict': string;
  readonly canary?: string;
};

export type CheckedOptions = {
  readonly stack: string;
  readonly engine: EngineName | undefined;
  readonly onConflict: 'fail' | 'wait';
  readonly canaryPercent: number | undefined;
};

/** @throws with all that is wrong, and the usage */
export function checkDeployOptions(values: TypedOptions, usage: string): CheckedOptions {
  const { stack = '', engine, 'on-conflict': conflict, canary } = values;
  const engineName = engineNames.find((name) => name === engine);
  const onConflict = (['fail', 'wait'] as const).find((way) => way === conflict);
  const canaryPercent = canary === undefined ? undefined : Number(canary);
  const isPercent = Number.isInteger(canaryPercent) && Number(canary) >= 1 && Number(canary) <= 99;
  const problems = [
    stack === '' && '--stack: expected the name of a stack, as in --stack local, got nothing',
    engine !== undefined && !engineName && `--engine: expected cli or local, got ${engine}`,
    !onConflict && `--on-conflict: expected fail or wait, got ${conflict}`,
    canary !== undefined && !isPercent && `--canary: expected 1 to 99 percent, got ${canary}`,
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new Error(`${problems.join('\n')}\n\n${usage}`);
  return { stack, engine: engineName, onConflict: onConflict ?? 'fail', canaryPercent };
}
