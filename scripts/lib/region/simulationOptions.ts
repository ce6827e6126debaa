// What `npm run simulate` is told: every option with its unit, default and bounds; all problems at once.

import type { SimulationOptions } from '../../../local/simulation/simulate.ts';
import { readTypedValues } from '../typedValues.ts';

type Option = {
  readonly default?: number;
  readonly min: number;
  readonly max: number;
  readonly isFraction?: true;
  readonly meaning: string;
};

const seconds = { min: 0, max: 172_800 };

const options = {
  instances: { default: 10, min: 1, max: 10_000, meaning: 'desired capacity of the group' },
  zones: { default: 2, min: 1, max: 6, meaning: 'Availability Zones' },
  'min-healthy': { default: 100, min: 0, max: 100, meaning: 'MinHealthyPercentage' },
  'max-healthy': { default: 200, min: 100, max: 200, meaning: 'MaxHealthyPercentage' },
  warmup: { default: 30, ...seconds, meaning: 'InstanceWarmup, seconds' },
  boot: { default: 60, ...seconds, meaning: 'from launch to running, seconds' },
  jitter: { default: 0, ...seconds, meaning: 'up to so many seconds more for each boot' },
  healthy: {
    default: 10,
    ...seconds,
    meaning: 'from running to healthy in the target group, seconds',
  },
  drain: { default: 20, ...seconds, meaning: 'deregistration delay, seconds' },
  bake: { default: 60, ...seconds, meaning: 'BakeTime, seconds' },
  'checkpoint-delay': { default: 3600, ...seconds, meaning: 'CheckpointDelay, seconds' },
  'fail-rate': {
    default: 0,
    min: 0,
    max: 1,
    isFraction: true,
    meaning: 'share of boots that fail',
  },
  bad: {
    default: 0,
    min: 0,
    max: 1,
    isFraction: true,
    meaning: 'share of instances that never become healthy',
  },
  price: {
    default: 0.0084,
    min: 0,
    max: 1000,
    isFraction: true,
    meaning: 'US dollars per instance and hour; the default is about that of a t4g.micro',
  },
  seed: { default: 1, min: 0, max: 2 ** 32 - 1, meaning: 'the same seed gives the same run' },
} satisfies Readonly<Record<string, Option>>;

type Name = keyof typeof options;
// The keys of a constant are its names.
const names = Object.keys(options) as Name[];

const lines = names.map((name) => {
  const option: Option = options[name];
  return `  --${name.padEnd(18)} ${option.meaning} (${option.min} to ${option.max}; default ${option.default})`;
});

const typed = {
  texts: [...names, 'checkpoints'],
  flags: ['no-max-healthy', 'no-auto-rollback', 'json'],
};

export const simulationUsage = `Usage: npm run simulate -- [options]

${lines.join('\n')}
  --no-max-healthy     leaves MaxHealthyPercentage out, which is not the same as 100
  --checkpoints        CheckpointPercentages, such as 20,50,100 (none by default)
  --no-auto-rollback   a refresh that fails leaves the fleet as it is
  --json               the report as one line of JSON
`;

export function parseSimulation(args: string[]): {
  readonly options: SimulationOptions;
  readonly isJson: boolean;
} {
  const problems: string[] = [];
  const values = readTypedValues(args, typed, problems);
  const number = (name: Name) => numberOf(name, values[name], problems);
  const [min, max] = [number('min-healthy'), number('max-healthy')];
  const isBounded = values['no-max-healthy'] !== true;
  const checkpoints = checkpointsOf(values.checkpoints, problems);
  if (isBounded && max - min > 100) {
    problems.push(
      `--max-healthy: at most 100 more than --min-healthy, got ${max} and ${min} (or take --no-max-healthy)`,
    );
  }
  if (!isBounded && values['max-healthy'] !== undefined) {
    problems.push('--max-healthy and --no-max-healthy: expected one of them');
  }
  if (checkpoints.length === 0 && values['checkpoint-delay'] !== undefined) {
    problems.push('--checkpoint-delay: expected with --checkpoints alone');
  }
  const parsed: SimulationOptions = {
    instances: number('instances'),
    zones: number('zones'),
    preferences: {
      MinHealthyPercentage: min,
      ...(isBounded && { MaxHealthyPercentage: max }),
      InstanceWarmup: number('warmup'),
      BakeTime: number('bake'),
      AutoRollback: values['no-auto-rollback'] !== true,
      ...(checkpoints.length > 0 && {
        CheckpointPercentages: checkpoints,
        CheckpointDelay: number('checkpoint-delay'),
      }),
    },
    behaviour: {
      bootSeconds: number('boot'),
      jitterSeconds: number('jitter'),
      healthySeconds: number('healthy'),
      drainSeconds: number('drain'),
      failRate: number('fail-rate'),
      badRate: number('bad'),
    },
    pricePerHour: number('price'),
    seed: number('seed'),
  };
  if (problems.length > 0) {
    throw new Error(`The options are wrong:\n  ${problems.join('\n  ')}\n\n${simulationUsage}`);
  }
  return { options: parsed, isJson: values.json === true };
}

function numberOf(name: Name, value: string | boolean | undefined, problems: string[]): number {
  const { default: fallback, min, max, isFraction }: Option = options[name];
  if (value === undefined) return fallback ?? 0;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  const isRight = number >= min && number <= max && (isFraction || Number.isInteger(number));
  if (!isRight) {
    const kind = isFraction ? 'a number' : 'an integer';
    problems.push(`--${name}: expected ${kind} from ${min} to ${max}, got '${value}'`);
  }
  return number;
}

function checkpointsOf(value: string | boolean | undefined, problems: string[]): number[] {
  if (value === undefined) return [];
  const numbers = String(value).split(',').map(Number);
  const isRight = numbers.every(
    (each, index) =>
      Number.isInteger(each) && each >= 1 && each <= 100 && each > (numbers[index - 1] ?? 0),
  );
  if (!isRight) {
    problems.push(
      `--checkpoints: expected ascending percentages such as 20,50,100, got '${value}'`,
    );
  }
  return numbers;
}
