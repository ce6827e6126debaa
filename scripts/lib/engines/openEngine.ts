// Which engine takes a stack up.

import { type EngineOptions, openLocalEngine } from './localEngine.ts';
import { openLocalStack } from './localStack.ts';
import { openPulumiEngine } from './pulumiEngine.ts';
import type { StackEngine } from './stackEngine.ts';

export const engineNames = ['local', 'cli'] as const;
export type EngineName = (typeof engineNames)[number];

/** On AWS it is Pulumi's CLI; in the local region the engine that comes with it, unless the CLI is asked for. */
export async function openEngine(
  options: EngineOptions,
  name: EngineName | undefined,
): Promise<StackEngine> {
  const isLocal = options.settings.localRegion !== undefined;
  if (name === 'local' && !isLocal) {
    throw new Error(`--engine: expected cli, since ${options.settings.stack} is on AWS, got local`);
  }
  if (isLocal && name !== 'cli') return openLocalEngine(options);
  if (isLocal) await requireNoLocalStack(options);
  return openPulumiEngine(options);
}

/** @throws where the local engine has made the stack: to the CLI, whose state is another one, it would not exist */
async function requireNoLocalStack(options: EngineOptions): Promise<void> {
  const stack = await openLocalStack({
    ...options,
    show: () => {},
    stopping: new AbortController().signal,
  });
  try {
    if (Object.keys(await stack.outputs()).length === 0) return;
  } finally {
    await stack.close();
  }
  const { stack: name } = options.settings;
  throw new Error(
    `--engine: expected local, which has made the stack ${name}, got cli. To change the engine, delete the stack ` +
      `first: npm run destroy -- --stack ${name}`,
  );
}
