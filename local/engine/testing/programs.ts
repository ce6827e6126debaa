// Programs in a folder of their own, run by the engine over the fake cloud.

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStack, type RefreshOption, type Stack, type StackOptions } from '../engine.ts';
import type { RunEvent, Summary } from '../events.ts';
import type { Properties } from '../provider.ts';
import { createFakeCloud, type FakeCloud } from './fakeCloud.ts';
import { runProgram } from './runProgram.ts';

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** What stands above every test's program. */
const preamble = `
import * as pulumi from '@pulumi/pulumi';
class Thing extends pulumi.CustomResource {
  constructor(name, args = {}, opts, type = 'fake:index:Thing') {
    super(type, name, { label: name, arn: undefined, version: undefined, ...args }, opts);
  }
}
pulumi.runtime.registerResourceModule('fake', 'index', {
  version: undefined,
  construct: (name, type, urn) => new Thing(name, {}, { urn }, type),
});
class Group extends pulumi.ComponentResource {
  constructor(name, args, opts) {
    super('fake:index:Group', name, { rootId: undefined, ids: undefined, arn: undefined, root: undefined, ...args }, opts, true);
  }
}
`;

export type Run = {
  readonly summary: Summary;
  readonly events: readonly RunEvent[];
  /** `create a`, as planned or done. */
  readonly steps: readonly string[];
  readonly failures: readonly string[];
};

type Options = Partial<StackOptions> & { readonly cloud?: FakeCloud };

export type TestStack = AsyncDisposable & {
  readonly cloud: FakeCloud;
  readonly directory: string;
  readonly stateDirectory: string;
  readonly preview: (program: string, options?: RefreshOption) => Promise<Run>;
  readonly up: (program: string, options?: RefreshOption) => Promise<Run>;
  readonly destroy: () => Promise<Run>;
  readonly refresh: () => Promise<Run>;
  readonly outputs: () => Promise<Properties>;
  readonly write: (program: string) => Promise<void>;
};

/** An `up` of the program that was written to a test's folder. */
export function upIn(directory: string, options: Options): Promise<Run> {
  return inStack(directory, options, (stack) => stack.up());
}

export async function createTestStack(overrides: Options = {}): Promise<TestStack> {
  const directory = await mkdtemp(join(tmpdir(), 'engine-'));
  await mkdir(join(directory, 'program'));
  await symlink(modules, join(directory, 'node_modules'));
  await writeFile(join(directory, 'package.json'), '{"type":"module"}');
  const options = { cloud: createFakeCloud(), ...overrides };
  const run = (work: (stack: Stack) => Promise<Summary>) => inStack(directory, options, work);
  const write = (program: string) =>
    writeFile(join(directory, 'program', 'index.ts'), preamble + program);

  return {
    cloud: options.cloud,
    directory,
    stateDirectory: join(directory, 'state'),
    write,
    async preview(program, refresh) {
      await write(program);
      return run((stack) => stack.preview(refresh));
    },
    async up(program, refresh) {
      await write(program);
      return run((stack) => stack.up(refresh));
    },
    destroy: () => run((stack) => stack.destroy()),
    refresh: () => run((stack) => stack.refresh()),
    async outputs() {
      let outputs: Properties = {};
      await run(async (stack) => {
        outputs = await stack.outputs();
        return { isPreview: true, outcome: 'succeeded', counts: {}, seconds: 0 };
      });
      return outputs;
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

async function inStack(
  directory: string,
  { cloud = createFakeCloud(), ...options }: Options,
  work: (stack: Stack) => Promise<Summary>,
): Promise<Run> {
  const events: RunEvent[] = [];
  const never = new AbortController().signal;
  const stack = await openStack({
    project: 'project',
    stack: 'test',
    program: { directory, main: 'program/index.ts', config: {}, secretConfigKeys: [] },
    provider: cloud.provider,
    regionName: 'eu-central-1',
    endpoint: undefined,
    stateDirectory: join(directory, 'state'),
    runProgram,
    now: () => new Date(),
    stopping: never,
    signal: never,
    ...options,
    show(event) {
      events.push(event);
      options.show?.(event);
    },
  });
  try {
    const summary = await work(stack);
    return { summary, events, steps: stepsIn(events), failures: failuresIn(events) };
  } finally {
    await stack.close();
  }
}

function stepsIn(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.kind !== 'step' || event.phase === 'begun' || event.operation === 'same') return [];
    return [`${event.operation} ${event.urn.split('::').at(-1)}`];
  });
}

function failuresIn(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) =>
    event.kind === 'failed' ? [`${event.urn?.split('::').at(-1) ?? '-'}: ${event.message}`] : [],
  );
}

/** What is in the cloud. */
export function labelsIn({ things }: FakeCloud): unknown[] {
  return [...things.values()].map(({ properties }) => properties.label).toSorted();
}
