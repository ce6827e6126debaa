// command:local:Command: a command that runs when it is created, when its inputs change, and when it goes.

import type { Properties, ProviderContext, ResourceType } from '../../provider.ts';
import { difference, withDefaults } from '../differences.ts';
import { checkProperties, type Table, type Values } from '../properties.ts';

export type CommandRequest = {
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** On top of the runner's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Undefined for the runner's own. */
  readonly directory: string | undefined;
  readonly input: string;
  readonly signal: AbortSignal;
  /** Called with each line that the command writes, as it comes. */
  readonly onLine: (line: string) => void;
};

/** Rejects where the command cannot be run or does not succeed, saying what it wrote. */
export type RunCommand = (
  request: CommandRequest,
) => Promise<{ readonly stdout: string; readonly stderr: string }>;

const properties = {
  create: { is: 'string' },
  update: { is: 'string' },
  delete: { is: 'string' },
  dir: { is: 'string' },
  environment: { is: 'map' },
  interpreter: { is: 'list' },
  stdin: { is: 'string' },
  logging: { is: 'string' },
  addPreviousOutputInEnv: { is: 'boolean', default: true },
  triggers: { is: 'anything', replaces: true },
} as const satisfies Table;

type Inputs = Values<typeof properties>;
type Output = { readonly stdout: string; readonly stderr: string };

const shell = ['/bin/sh', '-c'];
const none: Output = { stdout: '', stderr: '' };

export function command(runCommand: RunCommand): ResourceType {
  async function run(
    text: string | undefined,
    inputs: Inputs,
    before: Output,
    { signal, report }: ProviderContext,
  ): Promise<Output> {
    if (text === undefined) return before;
    const [program = '', ...args] = [...(inputs.interpreter ?? shell), text];
    const { stdout, stderr } = await runCommand({
      command: [program, ...args],
      environment: {
        ...inputs.environment,
        ...(inputs.addPreviousOutputInEnv && previous(before)),
      },
      directory: inputs.dir,
      input: inputs.stdin ?? '',
      signal,
      onLine: isShown(inputs) ? report : () => {},
    });
    return { stdout: withoutNewline(stdout), stderr: withoutNewline(stderr) };
  }

  return {
    changing: ['stdout', 'stderr'],
    check: (inputs) =>
      checkProperties(properties, inputs, 'local/engine/providers/command/command.ts'),
    diff: (olds, news) => difference(properties, olds, news),
    async create(inputs, context) {
      const output = await run(typed(inputs).create, typed(inputs), none, context);
      const id = `${context.name}${context.token.slice(0, 8)}`;
      return { id, outputs: { ...withDefaults(properties, inputs), ...output } };
    },
    // A run that was cut off is begun again: whether it had come to its end, only its effects tell.
    find: async () => undefined,
    // There is nothing outside to look at.
    read: async (_id, outputs) => outputs,
    async update(_id, olds, news, context) {
      const inputs = typed(news);
      const output = await run(inputs.update ?? inputs.create, inputs, outputOf(olds), context);
      return { ...withDefaults(properties, news), ...output };
    },
    async delete(_id, outputs, context) {
      await run(typed(outputs).delete, typed(outputs), outputOf(outputs), context);
    },
  };
}

/** The engine calls `check` first. */
function typed(inputs: Properties): Inputs {
  return withDefaults(properties, inputs) as Inputs;
}

function outputOf({ stdout, stderr }: Properties): Output {
  return { stdout: String(stdout ?? ''), stderr: String(stderr ?? '') };
}

function previous({ stdout, stderr }: Output): Readonly<Record<string, string>> {
  return {
    ...(stdout !== '' && { PULUMI_COMMAND_STDOUT: stdout }),
    ...(stderr !== '' && { PULUMI_COMMAND_STDERR: stderr }),
  };
}

function isShown({ logging }: Inputs): boolean {
  return logging !== 'none';
}

function withoutNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
