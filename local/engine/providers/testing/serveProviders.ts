// For tests: the providers against a whole region, behind a real server.

import { randomBytes } from 'node:crypto';
import { startMemoryRegion } from '../../../testing/memoryRegion.ts';
import type { CreateContext, Properties, ProviderContext, ResourceType } from '../../provider.ts';
import { type Aws, createAws } from '../aws.ts';
import type { RunCommand } from '../command/command.ts';
import { createProviders } from '../providers.ts';

const noCommand: RunCommand = () => Promise.reject(new Error('No command is run here'));

export async function serveProviders(runCommand: RunCommand = noCommand) {
  const region = await startMemoryRegion();
  const credentials = await region.ec2.config.credentials();
  const url = await region.ec2.config.endpoint?.();
  const said: string[] = [];
  const abort = new AbortController();
  const stop = new AbortController();
  const context: ProviderContext = {
    regionName: await region.ec2.config.region(),
    endpoint: `http://${url?.hostname}:${url?.port}`,
    signal: abort.signal,
    stopping: stop.signal,
    report: (line) => void said.push(line),
  };
  const awsOf = createAws((settings) => ({ ...settings, credentials, maxAttempts: 1 }), {
    pollMilliseconds: 5,
    reportMilliseconds: 50,
  });
  const provider = createProviders({ awsOf, runCommand });
  const aws: Aws = awsOf(context);
  const typeOf = (token: string): ResourceType => {
    const type = provider.resources[token];
    if (!type) throw new Error(`There is no ${token}`);
    return type;
  };
  /** As for a resource that is about to be made. */
  const creating = (): CreateContext => ({
    ...context,
    name: 'instances',
    token: randomBytes(16).toString('hex'),
  });
  return {
    region,
    aws,
    context,
    provider,
    said,
    abort,
    stop,
    typeOf,
    creating,
    /** Makes one, and gives its id. */
    async make(token: string, inputs: Properties): Promise<string> {
      const { id } = await typeOf(token).create(inputs, creating());
      return id;
    },
  };
}

export type ServedProviders = Awaited<ReturnType<typeof serveProviders>>;
