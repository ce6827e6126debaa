// The local region's daemon, as the scripts start, find and stop it.

import { readFileSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { daemonCommand } from '../../../local/daemonCommand.ts';
import { endProcesses, findProcesses, type Words } from '../../../local/drivers/processes.ts';
import { start } from '../../../local/drivers/run.ts';
import { createDrivers } from '../../../local/drivers.ts';
import {
  checkSettings,
  defaults,
  type Endpoint,
  endpointFile,
  logFile,
  type RegionSettings,
} from '../../../local/settings.ts';
import { root } from '../lockedPackage.mjs';
import { waitUntil } from '../waitUntil.ts';

/** What is given, else what the region was started with the last time, else the defaults. */
export function localSettings(overrides: Partial<RegionSettings> = {}): RegionSettings {
  const id = overrides.id ?? defaults.id;
  const directory = join(root, '.local', id);
  const cacheDirectory = join(root, '.cache', 'images');
  const remembered = readRemembered(directory);
  return checkSettings({ ...defaults, directory, cacheDirectory, ...remembered, ...overrides });
}

type Remembered = Pick<RegionSettings, 'regionName' | 'accountId' | 'port' | 'timeScale'>;

const rememberedFile = (directory: string) => join(directory, 'settings.json');

function readRemembered(directory: string): Partial<Remembered> {
  try {
    // Written below.
    return JSON.parse(readFileSync(rememberedFile(directory), 'utf8'));
  } catch {
    return {};
  }
}

/** What to type for a command of this region, such as `npm run local -- up --id other`. */
export function localCommand({ id }: RegionSettings, command: string): string {
  return `npm run local -- ${command}${id === defaults.id ? '' : ` --id ${id}`}`;
}

/** How the region is reached, if it runs. */
export async function findEndpoint({ directory }: RegionSettings): Promise<Endpoint | undefined> {
  try {
    // Written by the daemon, which types it.
    const endpoint: Endpoint = JSON.parse(await readFile(endpointFile(directory), 'utf8'));
    const commandLine = await readFile(`/proc/${endpoint.processId}/cmdline`, 'utf8');
    // Another process may have the number by now.
    return commandLine.includes('local/main.ts') ? endpoint : undefined;
  } catch {
    return undefined;
  }
}

/** @throws saying how to start it */
export async function requireEndpoint(settings: RegionSettings): Promise<Endpoint> {
  const endpoint = await findEndpoint(settings);
  if (endpoint) return endpoint;
  throw new Error(
    `The region '${settings.id}' does not run. Start it with\n  ${localCommand(settings, 'up')}`,
  );
}

/** Undefined where the process ends, or a minute has passed. */
async function awaitEndpoint(
  settings: RegionSettings,
  processId: number,
): Promise<Endpoint | undefined> {
  const endpoint = await waitUntil(
    async () =>
      (await findEndpoint(settings)) ?? ((await isAlive(processId)) ? undefined : 'ended'),
    60,
  );
  return endpoint === 'ended' ? undefined : endpoint;
}

/**
 * Starts the daemon in the background, and waits until it answers. One that is coming up already is waited for instead:
 * another terminal starts it, or its start was killed.
 *
 * @throws with the end of its log, if it does not
 */
export async function startDaemon(settings: RegionSettings): Promise<Endpoint> {
  const [comingUp] = await findProcesses(isDaemonOf(settings));
  if (comingUp !== undefined) {
    const joined = await awaitEndpoint(settings, comingUp);
    if (joined) return joined;
    await stopDaemon(settings);
  }
  await mkdir(settings.directory, { recursive: true, mode: 0o700 });
  await rm(endpointFile(settings.directory), { force: true });
  await using log = await open(logFile(settings.directory), 'a', 0o600);
  const { size: logStart } = await log.stat();
  const [command, ...args] = daemonCommand(settings);
  const processId = await start(command, args, {
    cwd: root,
    output: log.fd,
  });
  const endpoint = await awaitEndpoint(settings, processId);
  if (endpoint) {
    const { regionName, accountId, port, timeScale }: Remembered = settings;
    const remembered = JSON.stringify({ regionName, accountId, port, timeScale });
    await writeFile(rememberedFile(settings.directory), remembered);
    return endpoint;
  }
  const isSlow = await isAlive(processId);
  if (isSlow) process.kill(processId, 'SIGTERM');
  const said = (await readFile(logFile(settings.directory))).subarray(logStart).toString();
  throw new Error(
    `The region '${settings.id}' did not start${isSlow ? ' within a minute' : ''}. ` +
      `${reasonIn(said)}\n\nIts whole log:\n  ${logFile(settings.directory)}`,
  );
}

/** The message of the last error in a log; the end of the log where that has none. */
function reasonIn(log: string): string {
  const messages = log.split('\n').flatMap((line) => {
    try {
      return JSON.parse(line).err?.message ?? [];
    } catch {
      return [];
    }
  });
  return messages.at(-1) ?? log.slice(-2000);
}

/** Stops the daemon, if it runs or is coming up; instances go on. */
export async function stopDaemon(settings: RegionSettings): Promise<void> {
  const isDaemon = isDaemonOf(settings);
  const isGone =
    (await endProcesses(isDaemon, 'SIGTERM', 90)) || (await endProcesses(isDaemon, 'SIGKILL', 10));
  if (!isGone) throw new Error(`The daemon of the region '${settings.id}' does not end`);
}

/** By its command line: one that is coming up has not written yet where it is. */
function isDaemonOf({ directory }: RegionSettings) {
  const setting = JSON.stringify({ directory }).slice(1, -1);
  return (words: Words): boolean =>
    words.some((word) => word.endsWith('local/main.ts')) &&
    words.at(-1)?.includes(setting) === true;
}

/** Takes the region off this machine: instances are stopped, its network removed. State is kept. */
export async function takeDown(settings: RegionSettings): Promise<number> {
  await stopDaemon(settings);
  const { machines, network, tables, loadBalancers } = await createDrivers(settings);
  const running = [...(await machines.list())].filter(([, { state }]) => state === 'running');
  await Promise.all(running.map(([InstanceId]) => machines.stop(InstanceId, 15)));
  await machines.close();
  await tables.close();
  await loadBalancers.destroy();
  await network.destroy();
  await rm(endpointFile(settings.directory), { force: true });
  return running.length;
}

async function isAlive(processId: number): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${processId}/stat`, 'utf8');
    // A zombie has ended, and waits for a parent to ask how.
    return !/^\d+ \(.*\) Z/.test(stat);
  } catch {
    return false;
  }
}
