// A program called pulumi, for tests of what runs Pulumi's CLI: it records how it is called, and plays a part.

import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Shell, by the command that is played. `$FOLDER` is the stand-in's own. */
export type Part = Readonly<Record<string, string>>;

export type StandInPulumi = {
  readonly folder: string;
  /** To run it with: it is what PATH finds first. */
  readonly environment: Readonly<Record<string, string>>;
  /** How it was called, a line each. */
  readonly calls: () => Promise<readonly string[]>;
  /** What a part has written into its folder. */
  readonly read: (name: string) => Promise<string>;
};

export async function standInPulumi(part: Part): Promise<StandInPulumi> {
  const folder = await mkdtemp(join(tmpdir(), 'pulumi-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const cases = Object.entries({ version: 'echo v3.265.0', stack: 'echo dev', ...part });
  await writeFile(
    join(folder, 'pulumi'),
    `#!/bin/sh
echo "$@" >> "$FOLDER/calls"
case "$1" in
${cases.map(([command, play]) => `${command})\n${play}\n;;\n`).join('')}esac
`,
  );
  await chmod(join(folder, 'pulumi'), 0o755);
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  return {
    folder,
    environment: { FOLDER: folder, HOME: folder, PATH: `${folder}:${process.env.PATH}` },
    calls: async () => (await read('calls')).trimEnd().split('\n'),
    read,
  };
}
