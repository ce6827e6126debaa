// Programs without a process: graphs of things that are registered as an SDK would, and runs that can be killed.

import { Deployment } from '../deployment.ts';
import type { RunEvent } from '../events.ts';
import { makeGoal, type Registered } from '../goal.ts';
import { Journal } from '../journal.ts';
import { createPool } from '../pool.ts';
import { type Properties, unknownValue } from '../provider.ts';
import { recover } from '../refresh.ts';
import type { Run } from '../run.ts';
import { emptySnapshot, type Snapshot } from '../state.ts';
import { makeUrn } from '../urns.ts';
import { createFakeCloud, type FakeCloud } from './fakeCloud.ts';

/** Nodes link to nodes before them; to one that may have to go before it is replaced, only as its `home`. */
export type Node = {
  readonly label: string;
  readonly size: number;
  readonly fixed: string;
  readonly isUnique: boolean;
  readonly links: readonly string[];
  readonly home: string | undefined;
};

export type Graph = readonly Node[];

const names = { stack: 'test', project: 'graphs' };
const type = 'fake:index:Thing';

export const urnOf = (label: string) => makeUrn({ ...names, type, name: label });

/** A cloud and a disk that outlive the process which is killed. */
export type World = {
  readonly cloud: FakeCloud;
  snapshot: Snapshot;
  /** How many moments until the process is killed: before or after an effect, or a save. */
  fuse: number;
  tokens: number;
};

export function createWorld(): World {
  const world: World = {
    cloud: createFakeCloud(() => moment(world)),
    snapshot: emptySnapshot,
    fuse: Number.POSITIVE_INFINITY,
    tokens: 0,
  };
  return world;
}

/** Once killed, nothing goes on. */
async function moment(world: World): Promise<void> {
  world.fuse -= 1;
  // Steps that are done side by side take turns.
  await nextTurn();
  if (world.fuse < 0) await new Promise(() => {});
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

export type Result = { readonly events: readonly RunEvent[]; readonly hasFailed: boolean };

/** Runs a graph, or nothing at all to delete everything; undefined when it was killed. */
export async function runGraph(
  world: World,
  graph: Graph,
  { isPreview = false } = {},
): Promise<Result | undefined> {
  const events: RunEvent[] = [];
  const run = createRun(world, isPreview, (event) => events.push(event));
  const deployment = new Deployment(run);
  const work = async () => {
    await recover(run);
    await registerAll(deployment, graph);
    await deployment.finish(true);
    return { events, hasFailed: deployment.hasFailed };
  };
  let hasEnded = false;
  const killed = async () => {
    while (world.fuse >= 0 && !hasEnded) await nextTurn();
    // Whoever had passed the last moment comes to the next one.
    for (let turn = 0; turn < 5 && !hasEnded; turn += 1) await nextTurn();
    return undefined;
  };
  const result = await Promise.race([work(), killed()]);
  hasEnded = true;
  return result;
}

export function createRun(
  world: World,
  isPreview: boolean,
  show: (event: RunEvent) => void,
  overrides: Partial<Run> = {},
): Run {
  const never = new AbortController().signal;
  const save = async (snapshot: Snapshot) => {
    await moment(world);
    world.snapshot = JSON.parse(JSON.stringify(snapshot));
    await moment(world);
  };
  return {
    ...names,
    isPreview,
    provider: world.cloud.provider,
    waitingFor: {},
    journal: new Journal(world.snapshot, isPreview ? async () => {} : save),
    displaced: new Map(),
    deleting: new Map(),
    pool: createPool(4),
    regionName: 'eu-central-1',
    endpoint: undefined,
    stopping: never,
    signal: never,
    show,
    now: () => new Date(0),
    newToken: () => {
      world.tokens += 1;
      return String(world.tokens);
    },
    ...overrides,
  };
}

/** Each as soon as those that it needs are there. */
async function registerAll(deployment: Deployment, graph: Graph): Promise<void> {
  const registered = new Map<string, Promise<Registered>>();
  for (const node of graph) registered.set(node.label, registerNode(deployment, node, registered));
  await Promise.all(registered.values());
}

async function registerNode(
  deployment: Deployment,
  { label, size, fixed, isUnique, links, home }: Node,
  registered: ReadonlyMap<string, Promise<Registered>>,
): Promise<Registered> {
  const find = async (name: string) => (await registered.get(name))?.id ?? unknownValue;
  const inputs: Properties = {
    label,
    size,
    fixed,
    ...(isUnique && { unique: label }),
    ...(links.length > 0 && { links: await Promise.all(links.map(find)) }),
    ...(home !== undefined && { home: await find(home) }),
  };
  const goal = makeGoal(names, {
    type,
    name: label,
    inputs,
    dependencies: [...links, ...(home === undefined ? [] : [home])].map(urnOf),
    propertyDependencies: {
      links: links.map(urnOf),
      home: home === undefined ? [] : [urnOf(home)],
    },
  });
  return deployment.register(goal);
}

/** `create a`, in the order of events, without what stays the same. */
export function stepsOf(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.kind !== 'step' || event.phase === 'begun' || event.operation === 'same') return [];
    return [`${event.operation} ${event.urn.split('::').at(-1)}`];
  });
}

/** What is in the cloud, in words that do not depend on ids. */
export function describeCloud({ cloud }: World): Graph {
  const labelOf = (id: unknown) =>
    typeof id === 'string' ? String(cloud.things.get(id)?.properties.label) : undefined;
  return [...cloud.things.values()]
    .map(({ properties: { label, size, fixed, unique, links = [], home } }) => ({
      label: String(label),
      size: Number(size),
      fixed: String(fixed),
      isUnique: unique !== undefined,
      // `links` is a list, where it is there.
      links: (links as unknown[]).map((id) => labelOf(id) ?? ''),
      home: labelOf(home),
    }))
    .sort((one, other) => (one.label < other.label ? -1 : 1));
}
