// Where Pulumi's CLI keeps the state of a stack in the local region: in files, beside the region's own.
//
//   .local/<region>/pulumi/state/    the backend
//   .local/<region>/pulumi/project/  a project of the same name, in which the stack is made; the stack's settings, as a
//                                    copy: the CLI adds the salt of its encryption to the file that it is given

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../lockedPackage.mjs';
import type { Environment } from './pulumiCommand.ts';
import { parseProject } from './stackProgram.ts';

export type LocalState = {
  /** For the CLI to find it. */
  readonly variables: Environment;
  readonly projectDirectory: string;
  readonly configFile: string;
};

/** @returns undefined where the user has chosen a backend */
export async function prepareLocalState(
  {
    directory,
    stack,
    configFile,
  }: { readonly directory: string; readonly stack: string; readonly configFile: string },
  environment: Environment,
): Promise<LocalState | undefined> {
  if (environment.PULUMI_BACKEND_URL) return undefined;
  const state = join(directory, 'pulumi', 'state');
  const projectDirectory = join(directory, 'pulumi', 'project');
  await mkdir(state, { recursive: true, mode: 0o700 });
  await mkdir(projectDirectory, { recursive: true, mode: 0o700 });

  const projectFile = join(root, 'Pulumi.yaml');
  const { project } = parseProject(await readFile(projectFile, 'utf8'), projectFile);
  await writeFile(join(projectDirectory, 'Pulumi.yaml'), `name: ${project}\nruntime: nodejs\n`);

  const copy = join(projectDirectory, `Pulumi.${stack}.yaml`);
  const salt = saltIn(await readFile(copy, 'utf8').catch(() => ''));
  const settings = await readFile(configFile, 'utf8');
  const text = salt === undefined || saltIn(settings) ? settings : `${salt}\n${settings}`;
  await writeFile(copy, text, { mode: 0o600 });

  const hasPassphrase =
    environment.PULUMI_CONFIG_PASSPHRASE !== undefined || environment.PULUMI_CONFIG_PASSPHRASE_FILE;
  return {
    variables: {
      PULUMI_BACKEND_URL: `file://${state}`,
      // A local stack has no secrets.
      ...(!hasPassphrase && { PULUMI_CONFIG_PASSPHRASE: '' }),
    },
    projectDirectory,
    configFile: copy,
  };
}

function saltIn(yaml: string): string | undefined {
  return yaml.match(/^encryptionsalt:.*$/m)?.[0];
}
