// The HAProxy of a region as it runs: starts it, has it load its configuration, asks and tells its workers.
// What is true is seen on the machine each time; nothing is remembered.

import { mkdir, open, stat } from 'node:fs/promises';
import { readIfThere } from '../files.ts';
import { start } from '../run.ts';
import { waitFor } from '../waiting.ts';
import { ask } from './console.ts';
import { type HaproxyPaths, socketName } from './paths.ts';
import { endHaproxy } from './processes.ts';
import {
  type Processes,
  parseProcesses,
  parseSessions,
  parseWorker,
  type Session,
  type Worker,
  workerQuestions,
} from './workers.ts';

const startTimeoutSeconds = 10;

/** Makes it run with the configuration on disk, whose structure this is. */
export async function ensureRuns(paths: HaproxyPaths, structure: string): Promise<void> {
  const processes = await look(paths);
  const { current, old } = processes ?? { current: undefined, old: [] };
  if (current !== undefined && (await hasStructure(paths, current, structure))) return;
  if (current === undefined && old.length === 0) return begin(paths, structure);
  const logged = await sizeOf(paths.log);
  await ask(paths.folder, ['reload']);
  await untilIts(paths, structure, async (now) => now?.hasFailed === true, logged);
}

/** Of the configuration that is loaded; undefined where none is. */
export async function runningStructure(paths: HaproxyPaths): Promise<string | undefined> {
  const current = (await look(paths))?.current;
  return current === undefined ? undefined : (await workerOf(paths, current)).structure;
}

export type Plans = {
  readonly current: (worker: Worker) => readonly string[];
  /** For workers that were replaced, and finish what they have begun. */
  readonly old: (sessions: readonly Session[]) => readonly string[];
};

/** Tells each worker what is to be done, and gives what that was. */
export async function tellWorkers(paths: HaproxyPaths, plans: Plans): Promise<string[]> {
  const { current, old } = (await look(paths)) ?? { current: undefined, old: [] };
  const told: string[] = [];
  const tell = async (id: number, commands: readonly string[]) => {
    told.push(...commands);
    if (commands.length > 0) await ask(paths.folder, commands, id);
  };
  if (current !== undefined) await tell(current, plans.current(await workerOf(paths, current)));
  for (const id of old) {
    const sessions = parseSessions((await ask(paths.folder, ['show sess'], id)) ?? '');
    await tell(id, plans.old(sessions));
  }
  return told;
}

async function begin(paths: HaproxyPaths, structure: string): Promise<void> {
  // A master without a worker, or workers without a master.
  await endHaproxy(paths.config);
  await mkdir(paths.folder, { recursive: true, mode: 0o700 });
  const logged = await sizeOf(paths.log);
  await using output = await open(paths.log, 'a', 0o600);
  // AWS's load balancers do not wait for a processor while instances boot.
  const id = await start(
    'nice',
    ['-n', '-10', 'haproxy', '-W', '-S', `unix@${socketName},mode,600`, '-f', paths.config],
    { cwd: paths.folder, output: output.fd },
  );
  // A zombie has ended, and waits to be asked how.
  const hasEnded = async () => / Z /.test((await readIfThere(`/proc/${id}/stat`)) ?? ' Z ');
  await untilIts(paths, structure, hasEnded, logged);
}

/** @param hasFailed whether there is nothing to wait for */
async function untilIts(
  paths: HaproxyPaths,
  structure: string,
  hasFailed: (processes: Processes | undefined) => Promise<boolean>,
  logged: number,
): Promise<void> {
  const end = await waitFor(
    async () => {
      const processes = await look(paths);
      const current = processes?.current;
      if (current !== undefined && (await hasStructure(paths, current, structure))) return 'up';
      return (await hasFailed(processes)) && 'failed';
    },
    { timeoutSeconds: startTimeoutSeconds },
  );
  if (end === 'up') return;
  const said = (await readIfThere(paths.log))?.slice(logged).match(/^\[ALERT\].*$/gm) ?? [];
  throw new Error(`HAProxy does not run as it should: ${said.join('\n') || 'it gives no answer'}`);
}

async function look({ folder }: HaproxyPaths): Promise<Processes | undefined> {
  const answer = await ask(folder, ['show proc']);
  return answer === undefined ? undefined : parseProcesses(answer);
}

async function workerOf({ folder }: HaproxyPaths, id: number): Promise<Worker> {
  return parseWorker((await ask(folder, workerQuestions, id)) ?? '');
}

async function hasStructure(paths: HaproxyPaths, id: number, structure: string): Promise<boolean> {
  return (await workerOf(paths, id)).structure === structure;
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
