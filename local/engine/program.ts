// A program as the CLI's language host runs it: a process of `@pulumi/pulumi/cmd/run`, told by its arguments
// and its environment what it is to register, and where.

import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

export type Program = {
  /** The folder of `Pulumi.yaml`. */
  readonly directory: string;
  /** `main` of `Pulumi.yaml`: a file or a folder, relative to that. */
  readonly main: string;
  /** The configuration as texts; what is more than a text, as JSON. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretConfigKeys: readonly string[];
};

/** What whoever composes the engine runs with Node; the variables are besides those of its own process. */
export type ProgramCommand = {
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Gives it up. */
  readonly signal: AbortSignal;
  /** What the program writes, line by line. */
  readonly onLine: (line: string) => void;
};

/** Resolves with the exit code of the process, or undefined where a signal has ended it. */
export type RunProgram = (command: ProgramCommand) => Promise<number | undefined>;

/** As Pulumi's language host says that an error has been logged already. */
export const exitCodeOfLoggedError = 32;

export function programCommand(
  { directory, main, config, secretConfigKeys }: Program,
  {
    address,
    project,
    stack,
    isPreview,
    parallel,
  }: {
    readonly address: string;
    readonly project: string;
    readonly stack: string;
    readonly isPreview: boolean;
    readonly parallel: number;
  },
): Pick<ProgramCommand, 'args' | 'variables' | 'cwd'> {
  const { resolve } = createRequire(join(directory, 'package.json'));
  const path = join(directory, main);
  const isFolder = statSync(path).isDirectory();
  // The program's own folder is its working directory.
  const cwd = isFolder ? path : dirname(path);
  return {
    args: [
      resolve('@pulumi/pulumi/cmd/run'),
      `--monitor=${address}`,
      `--engine=${address}`,
      '--organization=organization',
      `--project=${project}`,
      `--stack=${stack}`,
      `--root-directory=${directory}`,
      `--pwd=${cwd}`,
      `--parallel=${parallel}`,
      ...(isPreview ? ['--dry-run'] : []),
      isFolder ? '.' : basename(path),
    ],
    variables: {
      PULUMI_CONFIG: JSON.stringify(config),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretConfigKeys),
      // runtime.options.typescript: Node runs TypeScript itself.
      PULUMI_NODEJS_TYPESCRIPT: 'false',
    },
    cwd,
  };
}
