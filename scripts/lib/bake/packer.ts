// Packer: which one it is, and running it.
//
//   packer ──▶ a file ──▶ this process
//
// It writes to a file, not to a pipe: should this process be killed, Packer gets a signal from the kernel
// and removes the instance; writing to a pipe that nobody reads would kill it before that.

import { once } from 'node:events';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { $, type ProcessOutput, type ProcessPromise, which } from 'zx';
import { followFile } from '../followFile.ts';
import { root } from '../lockedPackage.mjs';

/** The oldest that the template is tried with: Debian 12's, with the Amazon builder built in. */
const oldest = [1, 6, 6] as const;

/**
 * The last whose waits ask at a constant interval. Later ones back off to 120 s, and learn late that
 * an image is there: 76 s of a bake instead of 10.
 */
const amazonPlugin = { source: 'github.com/hashicorp/amazon', version: '1.7.1' };
const pluginFolder = join(root, '.cache/packer/plugins');

export type Packer = {
  readonly version: string;
  /** Variables of the environment that it is to be run with. */
  readonly environment: Readonly<Record<string, string>>;
};

/** Asks which Packer there is, and installs the plugin where it has none built in. */
export async function preparePacker(): Promise<Packer> {
  const environment = {
    // Asks HashiCorp for newer versions, else.
    CHECKPOINT_DISABLE: '1',
    PACKER_CACHE_DIR: join(root, '.cache/packer'),
  };
  const { stdout } = await $({ quiet: true })`env CHECKPOINT_DISABLE=1 packer version`;
  const version = parseVersion(stdout);
  if (compareVersions(version, oldest) < 0) {
    throw new Error(`packer: expected ${oldest.join('.')} or later, got ${version.join('.')}`);
  }
  const hasPlugins = compareVersions(version, [1, 8, 0]) >= 0;
  if (!hasPlugins) return { version: version.join('.'), environment };
  const withPlugins = { ...environment, PACKER_PLUGIN_PATH: pluginFolder };
  await installPlugin(Object.entries(withPlugins).map(([name, value]) => `${name}=${value}`));
  return { version: version.join('.'), environment: withPlugins };
}

async function installPlugin(variables: readonly string[]): Promise<void> {
  const { source, version } = amazonPlugin;
  const quiet = $({ quiet: true });
  const { stdout } = await quiet`env ${variables} packer plugins installed`;
  if (stdout.includes(`packer-plugin-amazon_v${version}_`)) return;
  await quiet`env ${variables} packer plugins install ${source} v${version}`;
}

/** Out of what `packer version` prints. */
export function parseVersion(text: string): readonly [number, number, number] {
  const [, major, minor, patch] = text.match(/^Packer v(\d+)\.(\d+)\.(\d+)/m) ?? [];
  if (patch === undefined)
    throw new Error(`packer version: expected a version, got ${text.trim()}`);
  return [Number(major), Number(minor), Number(patch)];
}

export function compareVersions(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

export type PackerBuild = {
  readonly template: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Where variables and output go. */
  readonly folder: string;
  /** Gets the output as it comes. */
  readonly show: (text: Uint8Array) => void;
  /** Aborted, it has Packer remove what it has made, and then throws the signal's reason. */
  readonly signal: AbortSignal;
};

/** Where the output of a build is, in its folder. */
export const logName = 'packer.log';

/** How long Packer may take to remove an instance. */
const cleanupSeconds = 300;

/** @throws with the last lines of its output, where it fails */
export async function runPacker(build: PackerBuild): Promise<void> {
  const { template, variables, environment, folder, show, signal } = build;
  signal.throwIfAborted();
  const variableFile = join(folder, 'variables.pkrvars.json');
  await writeFile(variableFile, JSON.stringify(variables));
  const log = join(folder, logName);
  await using output = await open(log, 'a', 0o600);
  // Not on every Linux; without, a killed bake's instance waits for the next bake.
  const hasSetpriv = await which('setpriv', { nothrow: true });
  // Packer's own supervisor passes SIGTERM on, and no other signal.
  const dieWithUs = hasSetpriv ? ['setpriv', '--pdeathsig', 'TERM'] : [];
  const packer = ['packer', 'build', '-color=false', `-var-file=${variableFile}`, template];
  const running = $({
    cwd: folder,
    env: environment,
    nothrow: true,
    quiet: true,
    // A group of its own: a Ctrl-C comes to this process alone, which passes it on once.
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
  })`exec ${dieWithUs} ${packer}`;
  const stop = () => kill(running.pid, 'SIGTERM');
  signal.addEventListener('abort', stop);
  const ended = new AbortController();
  const shown = followFile(log, show, ended.signal);
  try {
    const { exitCode } = await killedInTime(running, signal);
    signal.throwIfAborted();
    if (exitCode !== 0) throw new Error(await describeFailure(log, exitCode));
  } finally {
    signal.removeEventListener('abort', stop);
    ended.abort();
    await shown;
  }
}

/** Waits for it to end; once it was told to, not for ever. */
async function killedInTime(running: ProcessPromise, signal: AbortSignal): Promise<ProcessOutput> {
  const ended = new AbortController();
  const killLate = async () => {
    if (!signal.aborted) await once(signal, 'abort', { signal: ended.signal });
    await setTimeout(cleanupSeconds * 1000, undefined, { signal: ended.signal });
    kill(running.pid === undefined ? undefined : -running.pid, 'SIGKILL');
  };
  killLate().catch(() => {}); // it has ended before
  try {
    return await running;
  } finally {
    ended.abort();
  }
}

function kill(processId: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (processId !== undefined) process.kill(processId, signal);
  } catch {
    // It has ended.
  }
}

async function describeFailure(log: string, exitCode: number | null): Promise<string> {
  const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  // What the check of the image has found (packer/provision/validate.sh) is the reason, and comes first.
  const found = lines.flatMap((line) => line.match(/ validate: (- .*)$/)?.[1] ?? []);
  const reason =
    found.length > 0 ? `: the image is not as it must be\n${found.join('\n')}\n` : '. ';
  return `Packer ended with code ${exitCode}${reason}The last it said:\n${lines.slice(-25).join('\n')}`;
}
