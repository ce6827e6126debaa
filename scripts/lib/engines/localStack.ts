// A stack in the local region, opened in the engine that comes with it.

import { join } from 'node:path';
import { openStack, type Stack } from '../../../local/engine/engine.ts';
import type { RunEvent } from '../../../local/engine/events.ts';
import { createAws } from '../../../local/engine/providers/aws.ts';
import { createProviders, waiting } from '../../../local/engine/providers/providers.ts';
import type { Account } from '../account.ts';
import { now } from '../clock.ts';
import { localSettings, requireEndpoint } from '../region/localRegion.ts';
import type { StackSettings } from '../stackSettings.ts';
import { createRunCommand, createRunProgram } from './stackProcesses.ts';
import { readStackProgram } from './stackProgram.ts';

export type LocalStackOptions = {
  readonly settings: StackSettings;
  readonly configFile: string | undefined;
  readonly account: Pick<Account, 'environment'>;
  readonly show: (event: RunEvent) => void;
  /** Aborted: what is being done comes to its end, nothing else is begun. */
  readonly stopping: AbortSignal;
  /** For the program's commands, asked at each. */
  readonly variables?: () => Readonly<Record<string, string>>;
};

/** @throws where the stack is on AWS, or another run is at work on it */
export async function openLocalStack(options: LocalStackOptions): Promise<Stack> {
  const { settings, configFile, account, show, stopping, variables = () => ({}) } = options;
  const { stack: name } = settings;
  const region = localSettings({ id: requireLocalRegion(settings) });
  const [endpoint, { project, program }] = await Promise.all([
    requireEndpoint(region),
    readStackProgram(name, configFile),
  ]);
  // Pulumi's CLI outlasts throttling with 25.
  const awsOf = createAws((client) => ({ ...client, credentials: endpoint, maxAttempts: 10 }));
  return openStack({
    project,
    stack: name,
    program,
    provider: createProviders({
      runCommand: (command) =>
        createRunCommand({ ...account.environment, ...variables() })(command),
      awsOf,
    }),
    waitingFor: waiting,
    regionName: settings.region,
    endpoint: endpoint.endpoint,
    stateDirectory: join(region.directory, 'stacks', name),
    runProgram: createRunProgram(account.environment),
    show,
    now,
    stopping,
    // A second Ctrl-C ends the process; what was being done is in the state, and looked at by the next run.
    signal: new AbortController().signal,
  });
}

/** @throws where the stack is on AWS */
export function requireLocalRegion({ stack, localRegion }: StackSettings): string {
  if (localRegion !== undefined) return localRegion;
  throw new Error(`The stack '${stack}' is on AWS, where Pulumi's own CLI takes it: pulumi up`);
}
