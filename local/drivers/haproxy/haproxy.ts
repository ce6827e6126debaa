// Load balancers by HAProxy: one master with one worker for the whole region, in a session of its own.
// The configuration on disk is always what is wanted; a running process is told what has changed of
// targets, and loads the configuration again where anything else has.

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { readIfThere } from '../files.ts';
import type { LoadBalancerDriver, RoutedLoadBalancer } from '../loadBalancers.ts';
import { run } from '../run.ts';
import { waitFor } from '../waiting.ts';
import { takeLines } from './accessFile.ts';
import { accessRecord } from './accessLog.ts';
import { backendGroups, configOf } from './config.ts';
import { type HaproxyPaths, haproxyPaths } from './paths.ts';
import { endHaproxy } from './processes.ts';
import { ensureRuns, runningStructure, tellWorkers } from './running.ts';
import { planCuts, planServers } from './servers.ts';
import { takenAddresses, withoutTaken } from './taken.ts';

const changeTimeoutSeconds = 5;

/** @param directory the region's */
export function createHaproxy({ directory }: { readonly directory: string }): LoadBalancerDriver {
  const paths = haproxyPaths(directory);
  let underWay: Promise<unknown> = Promise.resolve();

  /** One after another, whatever became of the one before. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = underWay.then(work, work);
    underWay = done;
    return done;
  }

  return {
    apply: (loadBalancers) => inTurn(() => apply(paths, loadBalancers)),
    takeAccessRecords: () =>
      inTurn(async () => (await takeLines(paths)).flatMap((line) => accessRecord(line) ?? [])),
    kill: () => inTurn(() => endHaproxy(paths.config)),
    destroy: () =>
      inTurn(async () => {
        await endHaproxy(paths.config);
        await rm(paths.folder, { recursive: true, force: true });
      }),
  };
}

async function apply(
  paths: HaproxyPaths,
  loadBalancers: readonly RoutedLoadBalancer[],
): Promise<void> {
  const taken = await takenBy(paths, loadBalancers);
  const problems = await route(paths, withoutTaken(loadBalancers, taken));
  if (taken.size > 0) {
    problems.push(
      new Error(`Another program listens on ${[...taken].join(', ')}, or the address is not there`),
    );
  }
  if (problems.length === 0) return;
  throw new Error(problems.map(({ message }) => message).join('\n'), { cause: problems[0] });
}

/** Does what can be done, and gives what could not. */
async function route(
  paths: HaproxyPaths,
  loadBalancers: readonly RoutedLoadBalancer[],
): Promise<Error[]> {
  // HAProxy does not run to listen nowhere.
  if (loadBalancers.every(({ listeners }) => listeners.length === 0)) {
    await end(paths);
    return [];
  }
  await mkdir(paths.folder, { recursive: true, mode: 0o700 });
  const { text, structure } = configOf(loadBalancers, paths.folder);
  const problems: Error[] = [];
  try {
    await write(paths, text);
    await ensureRuns(paths, structure);
  } catch (error) {
    // Targets change all the same, of what runs as before.
    problems.push(error instanceof Error ? error : new Error(String(error)));
  }
  const groups = backendGroups(loadBalancers);
  let told: readonly string[] = [];
  const isDone = await waitFor(
    async () => {
      told = await tellWorkers(paths, {
        current: (worker) => planServers(worker, groups),
        old: (sessions) => planCuts(sessions, groups),
      });
      return told.length === 0;
    },
    { timeoutSeconds: changeTimeoutSeconds },
  );
  if (!isDone) problems.push(new Error(`HAProxy does not do what it is told: ${told.join('; ')}`));
  return problems;
}

/** Looked at only where HAProxy is to listen elsewhere than it does. */
async function takenBy(
  paths: HaproxyPaths,
  loadBalancers: readonly RoutedLoadBalancer[],
): Promise<ReadonlySet<string>> {
  const running = await runningStructure(paths);
  if (running === configOf(loadBalancers, paths.folder).structure) return new Set();
  const config = running === undefined ? '' : await readIfThere(paths.config);
  return takenAddresses(loadBalancers, config ?? '');
}

/** What has been started has a configuration. */
async function end({ config }: HaproxyPaths): Promise<void> {
  if ((await readIfThere(config)) === undefined) return;
  await endHaproxy(config);
  await rm(config, { force: true });
}

async function write({ config }: HaproxyPaths, text: string): Promise<void> {
  if ((await readIfThere(config)) === text) return;
  await writeFile(`${config}.new`, text, { mode: 0o600 });
  await run('haproxy', ['-c', '-q', '-f', `${config}.new`]);
  await rename(`${config}.new`, config);
}
