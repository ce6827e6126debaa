// What the program in infra/ asks of a rollout: a JSON document in the environment variable ROLLOVER_ROLLOUT, which
// infra/rollout.ts writes.

export type RolloutRequest = {
  readonly stack: string;
  readonly region: string;
  readonly autoScalingGroupName: string;
  readonly launchTemplateId: string;
  readonly launchTemplateVersion: number;
  readonly targetGroupArn: string;
  /** Where instances' logs are, a stream for each, named by its id. */
  readonly logGroupName: string;
  /** Where the app answers. */
  readonly url: string;
  readonly minHealthyPercent: number;
  readonly maxHealthyPercent: number;
  readonly warmUpSeconds: number;
  /** Undefined without a canary. */
  readonly canaryPercent: number | undefined;
  readonly canaryPauseSeconds: number;
  readonly bakeSeconds: number;
  readonly deadlineSeconds: number;
  /** Names of the alarms that undo it. */
  readonly alarms: readonly string[];
};

export const requestVariable = 'ROLLOVER_ROLLOUT';

/** @throws with all that is wrong */
export function parseRolloutRequest(json: string | undefined): RolloutRequest {
  if (json === undefined) {
    throw new Error(
      `${requestVariable}: expected what to roll over, got nothing. \`pulumi up\` runs this script, and sets it`,
    );
  }
  const members = parseObject(json);
  const problems: string[] = [];
  function member<T>(key: keyof RolloutRequest, expected: string, is: (v: unknown) => v is T): T {
    const value = members[key];
    if (!is(value)) problems.push(`  ${key}: expected ${expected}, got ${JSON.stringify(value)}`);
    // Where it is none, this function throws in the end.
    return value as T;
  }
  const text = (key: keyof RolloutRequest) => member(key, 'text', isText);
  const number = (key: keyof RolloutRequest) => member(key, 'a number', isNumber);
  const request: RolloutRequest = {
    stack: text('stack'),
    region: text('region'),
    autoScalingGroupName: text('autoScalingGroupName'),
    launchTemplateId: text('launchTemplateId'),
    launchTemplateVersion: number('launchTemplateVersion'),
    targetGroupArn: text('targetGroupArn'),
    logGroupName: text('logGroupName'),
    url: text('url'),
    minHealthyPercent: number('minHealthyPercent'),
    maxHealthyPercent: number('maxHealthyPercent'),
    warmUpSeconds: number('warmUpSeconds'),
    canaryPercent: members.canaryPercent === undefined ? undefined : number('canaryPercent'),
    canaryPauseSeconds: number('canaryPauseSeconds'),
    bakeSeconds: number('bakeSeconds'),
    deadlineSeconds: number('deadlineSeconds'),
    alarms: member('alarms', 'a list of names', isTexts),
  };
  if (problems.length > 0) throw new Error(`${requestVariable}:\n${problems.join('\n')}`);
  return request;
}

function parseObject(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Said below.
  }
  throw new Error(`${requestVariable}: expected a JSON object, got ${json}`);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(isText);
