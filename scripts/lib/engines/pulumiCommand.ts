// Pulumi's CLI: the one on PATH, else the one that npm's official wrapper downloads.

import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { $, which } from 'zx';
import { compareVersions } from '../bake/packer.ts';
import { root } from '../lockedPackage.mjs';

/** The same as of @pulumi/pulumi in package.json: program and CLI speak one protocol. */
export const pulumiVersion = '3.265.0';

export type Environment = Readonly<Record<string, string>>;

export type Pulumi = {
  /** Path of the executable. */
  readonly program: string;
  readonly version: string;
  /** What it is to be run with. */
  readonly environment: Environment;
};

export type Say = (line: string) => void;

/** @throws saying how to get one */
export async function findPulumi(given: Environment, say: Say): Promise<Pulumi> {
  const environment = { ...given, PULUMI_SKIP_UPDATE_CHECK: 'true' };
  const program = await which('pulumi', { path: given.PATH ?? '', nothrow: true });
  return program === null
    ? download(environment, say)
    : { program, version: await askVersion(program, environment, say), environment };
}

/** The CLI itself, not its wrapper, which would die of a signal and leave the CLI behind. */
async function download(given: Environment, say: Say): Promise<Pulumi> {
  // Where the wrapper puts it, see its lib/cache.js; language hosts lie beside it, and run.js puts them on PATH.
  const home = given.PULUMI_HOME || join(given.HOME ?? homedir(), '.pulumi');
  const program = join(home, 'versions', pulumiVersion, 'bin', 'pulumi');
  const path = `${dirname(program)}${delimiter}${given.PATH ?? ''}`;
  const environment = { ...given, PATH: path };
  const pulumi = { program, version: pulumiVersion, environment };
  if (await isExecutable(program)) return pulumi;

  const spec = `pulumi@${pulumiVersion}`;
  say(`There is no pulumi on PATH: getting ${spec} with npx, once`);
  // PULUMI_VERSION would have the wrapper take another.
  const env = { ...given, PULUMI_VERSION: pulumiVersion };
  const options = { env, cwd: root, nothrow: true, quiet: true, input: '' };
  const { exitCode, stdall } = await $(options)`npx --yes ${spec} version`;
  if (exitCode === 0 && (await isExecutable(program))) return pulumi;
  throw new Error(
    `Pulumi's CLI is needed for a stack on AWS: expected pulumi on PATH, or npx to get ${spec} into ${home}. ` +
      `npx ended with code ${exitCode}: ${lastLine(stdall)}. Install it: https://www.pulumi.com/docs/install/`,
  );
}

async function askVersion(program: string, env: Environment, say: Say): Promise<string> {
  const options = { env, cwd: root, nothrow: true, quiet: true, input: '' };
  const { exitCode, stdout, stderr } = await $(options)`${program} version`;
  const version = parsePulumiVersion(stdout);
  if (exitCode !== 0 || version === undefined) {
    throw new Error(
      `${program} version: expected a version such as v${pulumiVersion}, got ${lastLine(stdout + stderr)}`,
    );
  }
  const warning = warnOfVersion(version);
  if (warning) say(warning);
  return version.join('.');
}

/** Out of what `pulumi version` prints, such as `v3.265.0` or `v3.266.0-alpha.x`. */
export function parsePulumiVersion(text: string): readonly [number, number, number] | undefined {
  const [, major, minor, patch] = text.match(/^v(\d+)\.(\d+)\.(\d+)/m) ?? [];
  return patch === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/** Where it is of an older minor version than the program's SDK. */
export function warnOfVersion(version: readonly number[]): string | undefined {
  const [major = 0, minor = 0] = pulumiVersion.split('.').map(Number);
  if (compareVersions(version.slice(0, 2), [major, minor]) >= 0) return undefined;
  return `! pulumi ${version.join('.')} is older than the program's SDK, ${pulumiVersion}: update it if it fails (https://www.pulumi.com/docs/install/)`;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() || 'nothing';
}
