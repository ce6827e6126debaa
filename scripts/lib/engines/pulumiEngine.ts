// Pulumi's CLI as what takes a stack up: what it does is shown as it comes, what it plans is returned.

import { join, resolve } from 'node:path';
import type { Account } from '../account.ts';
import { root } from '../lockedPackage.mjs';
import { localSettings } from '../region/localRegion.ts';
import type { StackSettings } from '../stackSettings.ts';
import { adviceFor, type Place } from './pulumiAdvice.ts';
import { type Environment, findPulumi, lastLine, type Pulumi } from './pulumiCommand.ts';
import { prepareLocalState } from './pulumiLocalState.ts';
import { parsePlan } from './pulumiPlan.ts';
import { askPulumi, watchPulumi } from './pulumiProcess.ts';
import type { StackEngine } from './stackEngine.ts';

export type PulumiEngineOptions = {
  readonly settings: Pick<StackSettings, 'stack' | 'localRegion'>;
  readonly configFile: string | undefined;
  readonly account: Pick<Account, 'environment'>;
  /** Text of progress, with its line ends. */
  readonly write: (text: string) => void;
  readonly isColoured: boolean;
};

/** @throws saying what to do, where there is no CLI, or it cannot open the stack */
export async function openPulumiEngine(options: PulumiEngineOptions): Promise<StackEngine> {
  const { account, write, isColoured } = options;
  const stopping = new AbortController();
  const found = await findPulumi(account.environment, (line) => write(`${line}\n`));
  const { pulumi, place, configFile } = await openStack(found, options, stopping.signal);
  const common = [
    ...['--stack', place.stack, '--non-interactive'],
    ...(configFile === undefined ? [] : ['--config-file', configFile]),
  ];

  async function run(command: 'up' | 'destroy', variables: Environment): Promise<boolean> {
    if (stopping.signal.aborted) return false;
    const args = [
      ...[command, ...common, '--yes', '--skip-preview', '--suppress-progress'],
      ...['--color', isColoured ? 'always' : 'never'],
    ];
    const call = { pulumi, args, variables, stopping: stopping.signal };
    const { exitCode, text } = await watchPulumi(call, write);
    if (exitCode === 0) return true;
    const advice = adviceFor(text, place);
    if (advice) write(`${advice}\n`);
    return false;
  }

  return {
    async preview() {
      const args = ['preview', ...common, '--json', '--color', 'never'];
      const { exitCode, stdout, stderr } = await askPulumi({
        pulumi,
        args,
        stopping: stopping.signal,
      });
      if (exitCode === 0) return parsePlan(stdout).changes;
      const reason = complaintIn(stdout, stderr);
      throw new Error(withAdvice(`The program could not be planned: ${reason}`, reason, place));
    },
    up: (variables) => run('up', variables),
    destroy: () => run('destroy', {}),
    stop: () => stopping.abort(new Error('Stopped')),
    close: async () => {},
  };
}

type OpenStack = {
  readonly pulumi: Pulumi;
  readonly place: Place;
  readonly configFile: string | undefined;
};

/** Makes sure that there is a stack: a local one is made, since its state is this machine's own. */
async function openStack(
  found: Pulumi,
  { settings, configFile, account }: PulumiEngineOptions,
  stopping: AbortSignal,
): Promise<OpenStack> {
  const { stack, localRegion } = settings;
  const local =
    localRegion === undefined
      ? undefined
      : await prepareLocalState(
          {
            directory: localSettings({ id: localRegion }).directory,
            stack,
            configFile: configFile ?? join(root, `Pulumi.${stack}.yaml`),
          },
          account.environment,
        );
  const pulumi = { ...found, environment: { ...found.environment, ...local?.variables } };
  const prefix = Object.entries(local?.variables ?? {})
    .map(([name, value]) => `${name}='${value}' `)
    .join('');
  const place = { stack, prefix };
  const opened = {
    pulumi,
    place,
    configFile: local?.configFile ?? (configFile && resolve(configFile)),
  };

  const ask = (args: readonly string[], directory?: string) =>
    askPulumi({ pulumi, args, stopping, ...(directory !== undefined && { directory }) });
  const shown = ['stack', '--show-name', '--stack', stack, '--non-interactive'];
  let answer = await ask(shown);
  if (answer.exitCode !== 0 && local && /no stack named/.test(answer.stderr)) {
    const init = ['stack', 'init', stack, '--no-select', '--non-interactive'];
    answer = await ask([...init, '--secrets-provider', 'passphrase'], local.projectDirectory);
  }
  if (answer.exitCode === 0) return opened;
  const reason = complaintIn('', answer.stderr);
  throw new Error(withAdvice(`Pulumi cannot open the stack ${stack}: ${reason}`, reason, place));
}

/** What the document of a preview calls errors, else what the CLI has said last. */
function complaintIn(stdout: string, stderr: string): string {
  try {
    const { errors } = parsePlan(stdout);
    if (errors.length > 0) return [...new Set(errors)].join('\n');
  } catch {
    // There is none.
  }
  const complaint = stderr.match(/^error: [\s\S]*/m)?.[0];
  return complaint?.trim() ?? lastLine(stderr);
}

function withAdvice(text: string, reason: string, place: Place): string {
  const advice = adviceFor(reason, place);
  return advice === undefined ? text : `${text}\n${advice}`;
}
