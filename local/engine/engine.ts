// The engine: a stack's program, its state and its providers, and what can be done with them. Whoever composes
// it gives it the providers, a way to run Node, and eyes.

import { randomBytes } from 'node:crypto';
import { deleteAll } from './deletions.ts';
import { Deployment } from './deployment.ts';
import type { Operation, RunEvent, Summary } from './events.ts';
import { Journal } from './journal.ts';
import { createPool } from './pool.ts';
import { exitCodeOfLoggedError, type Program, programCommand, type RunProgram } from './program.ts';
import type { Properties, Provider } from './provider.ts';
import { recover, refreshAll } from './refresh.ts';
import { messageOf, type Run } from './run.ts';
import { serve } from './server.ts';
import type { Snapshot } from './state.ts';
import { openStore, type Store } from './store.ts';
import { secretTexts } from './values.ts';

export type StackOptions = {
  readonly project: string;
  readonly stack: string;
  readonly program: Program;
  readonly provider: Provider;
  /** Types that the region does not have yet, and what each waits for. */
  readonly waitingFor?: Readonly<Record<string, string>>;
  /** `aws:region` */
  readonly regionName: string;
  /** Of the region's API; undefined for AWS's own. */
  readonly endpoint: string | undefined;
  /** Where the state is kept. */
  readonly stateDirectory: string;
  readonly runProgram: RunProgram;
  readonly show: (event: RunEvent) => void;
  readonly now: () => Date;
  /** Aborted: the steps at work come to their end, and no other is begun. */
  readonly stopping: AbortSignal;
  /** Aborted: the steps at work are given up. */
  readonly signal: AbortSignal;
  /** How many resources are worked on at a time. Default 16. */
  readonly parallel?: number;
};

export type Stack = {
  /** What `up` would do. */
  readonly preview: (options?: RefreshOption) => Promise<Summary>;
  readonly up: (options?: RefreshOption) => Promise<Summary>;
  /** Deletes everything. */
  readonly destroy: () => Promise<Summary>;
  /** Brings the state up to what is there. */
  readonly refresh: () => Promise<Summary>;
  /** As the last `up` left them, with secrets marked. */
  readonly outputs: () => Promise<Properties>;
  readonly close: () => Promise<void>;
};

export type RefreshOption = {
  /** Looks first at what is there, instead of relying on the state. */
  readonly refresh?: boolean;
};

/** @throws if another run is at work on the stack */
export async function openStack(options: StackOptions): Promise<Stack> {
  const store = await openStore(options.stateDirectory);
  return {
    preview: ({ refresh = false } = {}) =>
      doRun(options, store, 'preview', async (run) => runProgram(options, run, refresh)),
    up: ({ refresh = false } = {}) =>
      doRun(options, store, 'up', async (run) => runProgram(options, run, refresh)),
    destroy: () => doRun(options, store, 'destroy', destroyAll),
    refresh: () =>
      doRun(options, store, 'refresh', async (run) => ({ isDone: await refreshAll(run) })),
    outputs: async () => outputsIn(await store.load()),
    close: store.close,
  };
}

type Outcome = { readonly isDone: boolean; readonly isPartial?: boolean };

async function doRun(
  options: StackOptions,
  store: Store,
  command: 'preview' | 'up' | 'destroy' | 'refresh',
  work: (run: Run) => Promise<Outcome>,
): Promise<Summary> {
  const { now, parallel = 16 } = options;
  const isPreview = command === 'preview';
  const counts: Partial<Record<Operation, number>> = {};
  const began = now();
  const before = await store.load();
  const journal = new Journal(before, isPreview ? async () => {} : store.save);
  const show = (event: RunEvent) => {
    if (event.kind === 'step' && event.phase !== 'begun') {
      counts[event.operation] = (counts[event.operation] ?? 0) + 1;
    }
    options.show('message' in event ? withoutSecrets(event, options.program, journal) : event);
  };
  const run: Run = {
    waitingFor: {},
    ...options,
    isPreview,
    journal,
    displaced: new Map(),
    deleting: new Map(),
    pool: createPool(parallel),
    show,
    newToken: () => randomBytes(16).toString('hex'),
  };
  const { isDone, isPartial = false } = await attempt(run, work);
  const old = outputsIn(before);
  show({ kind: 'outputs', old, new: outputsIn(journal.snapshot()) });
  const seconds = (now().getTime() - began.getTime()) / 1000;
  const done = isPartial ? 'partial' : 'succeeded';
  const isStopped = options.stopping.aborted;
  const outcome = isDone && !isStopped ? done : 'failed';
  const summary: Summary = { isPreview, outcome, counts, seconds };
  if (!isPreview) {
    const beganAt = began.toISOString();
    await store.remember({ command, beganAt, endedAt: now().toISOString(), outcome, counts });
  }
  show({ kind: 'summary', summary });
  return summary;
}

async function attempt(run: Run, work: (run: Run) => Promise<Outcome>): Promise<Outcome> {
  try {
    await recover(run);
    return await work(run);
  } catch (error) {
    run.show({ kind: 'failed', urn: undefined, message: messageOf(error) });
    return { isDone: false };
  }
}

async function runProgram(options: StackOptions, run: Run, isRefresh: boolean): Promise<Outcome> {
  if (isRefresh && !(await refreshAll(run))) return { isDone: false };
  const deployment = new Deployment(run);
  const server = await serve(deployment);
  try {
    const { parallel = 16 } = options;
    const exitCode = await options.runProgram({
      ...programCommand(options.program, { ...run, address: server.address, parallel }),
      signal: run.signal,
      onLine: (message) => run.show({ kind: 'said', urn: undefined, message }),
    });
    if (exitCode !== 0 && exitCode !== exitCodeOfLoggedError && !run.stopping.aborted) {
      const how = exitCode === undefined ? 'was killed' : `ended with code ${exitCode}`;
      deployment.fail(undefined, `The program ${how}.`);
    }
    await deployment.finish(exitCode === 0 && server.errorCount() === 0);
    return { isDone: !deployment.hasFailed, isPartial: deployment.isPartial };
  } finally {
    await server.close();
  }
}

async function destroyAll(run: Run): Promise<Outcome> {
  const { resources, leftovers } = run.journal;
  const isKept = resources.filter(({ isProtected }) => isProtected);
  if (isKept.length > 0) {
    const names = isKept.map(({ name, type }) => `  ${name} (${type})\n`).join('');
    throw new Error(
      `These are protected, so nothing was deleted:\n${names}` +
        'If that is meant, take `protect` from them in the program, and run `up` before.',
    );
  }
  const left = await deleteAll(run, [...leftovers, ...resources]);
  return { isDone: left.length === 0 };
}

/** What programs, providers and errors say may have secrets in it. */
function withoutSecrets<E extends RunEvent & { readonly message: string }>(
  event: E,
  { config, secretConfigKeys }: Program,
  journal: Journal,
): E {
  const { resources, leftovers, pending } = journal.snapshot();
  const all = [...resources, ...leftovers, ...pending.map(({ resource }) => resource)];
  const texts = [
    ...secretConfigKeys.map((key) => config[key] ?? ''),
    ...all.flatMap(({ inputs, outputs }) => secretTexts([inputs, outputs])),
  ];
  const message = texts
    // Shorter ones are in many words.
    .filter((text) => text.length >= 4)
    .sort((one, other) => other.length - one.length)
    .reduce((masked, text) => masked.replaceAll(text, '[secret]'), event.message);
  return { ...event, message };
}

function outputsIn({ resources }: Snapshot): Properties {
  return resources.find(({ type }) => type === 'pulumi:pulumi:Stack')?.outputs ?? {};
}
