// For tests: commands that only look at a stack, as processes against a region in this one.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { root } from '../lib/lockedPackage.mjs';
import type { Ended } from './checkout.ts';
import type { RegionFleet } from './regionFleet.ts';

/** Commands for the stack `dev` in the fleet's region. */
export async function createReadingCommands({ region }: RegionFleet) {
  const directory = await mkdtemp(join(tmpdir(), 'commands-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const configFile = join(directory, 'Pulumi.dev.yaml');
  await writeFile(
    configFile,
    `config:
  aws:region: eu-central-1
  rollover:instanceType: t3.small
  rollover:ssmAgent: {version: "1.0", url: "https://example.com/agent.deb", sha256: "${'0'.repeat(64)}"}
`,
  );
  const { endpoint, credentials } = region.client;

  function start(script: string, ...args: readonly string[]) {
    const given = [join(root, 'scripts', `${script}.ts`), '--stack', 'dev', ...args];
    const child = spawn(process.execPath, [...given, '--config-file', configFile], {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return { child, ended: endOf(child) };
  }
  return {
    configFile,
    start,
    run: (script: string, ...args: readonly string[]) => start(script, ...args).ended,
  };
}

async function endOf(
  child: ChildProcess & Record<'stdout' | 'stderr', NodeJS.ReadableStream>,
): Promise<Ended> {
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, stdout, stderr };
}
