// What `npm run load` can be told.

export const loadUsage = `Usage: npm run load -- --stack <stack> --rate <rates> [options]

  --rate <rates>       requests per second, one number for each stage: 5,10,15,20
  --stage <seconds>    how long a stage lasts; 300 unless told, in a local region 40
  --path <path>        / unless told. /load?seconds=0.2 has the instance that gets the request burn its CPU for so
                       long, where the stack's rollover:loadEnabled is true
  --for <seconds>      ends it, stages and what comes after them; unless told, an hour after the stages, in a local
                       region ten minutes, a day at most. It ends by itself when the fleet is back at its size
  --config-file <file> the stack's settings; Pulumi.<stack>.yaml unless told
  --json               all that was seen as one JSON line
`;

export const loadOptions = {
  stack: { type: 'string' },
  'config-file': { type: 'string' },
  rate: { type: 'string' },
  stage: { type: 'string' },
  path: { type: 'string', default: '/' },
  for: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** As they were given. */
export type LoadValues = {
  readonly stack?: string;
  readonly 'config-file'?: string;
  readonly rate?: string;
  readonly stage?: string;
  readonly path: string;
  readonly for?: string;
  readonly json: boolean;
};

export type LoadRequest = {
  readonly stack: string;
  readonly configFile: string | undefined;
  /** Requests per second of each stage. */
  readonly rates: readonly number[];
  readonly stageSeconds: number | undefined;
  readonly path: string;
  readonly forSeconds: number | undefined;
  readonly isJson: boolean;
};

const maxStages = 50;
const maxRate = 10_000;
/** No timer lasts longer than some weeks. */
export const maxSeconds = 86_400;

/** @throws with all that is wrong */
export function checkLoad(values: LoadValues): LoadRequest {
  const { stack = '', rate, path } = values;
  const rates = (rate ?? '').split(',').map(Number);
  const isSeconds = (text = '1') => Number(text) >= 1 && Number(text) <= maxSeconds;
  const problems = [
    stack === '' && '--stack: expected the name of a stack, as in --stack local',
    (rate === undefined ||
      rates.length > maxStages ||
      !rates.every((each) => Number.isInteger(each) && each >= 1 && each <= maxRate)) &&
      `--rate: expected up to ${maxStages} whole numbers from 1 to ${maxRate}, such as 5,10,20, got ${rate ?? 'nothing'}`,
    !isSeconds(values.stage) &&
      `--stage: expected seconds, 1 to ${maxSeconds}, got ${values.stage}`,
    !isSeconds(values.for) && `--for: expected seconds, 1 to ${maxSeconds}, got ${values.for}`,
    !path.startsWith('/') && `--path: expected it to begin with /, got ${path}`,
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new Error(`${problems.join('\n')}\n\n${loadUsage}`);
  return {
    stack,
    configFile: values['config-file'],
    rates,
    stageSeconds: values.stage === undefined ? undefined : Number(values.stage),
    path,
    forSeconds: values.for === undefined ? undefined : Number(values.for),
    isJson: values.json,
  };
}
