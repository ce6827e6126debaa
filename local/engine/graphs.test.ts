// Random graphs of resources, changed at random, and killed at random.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createWorld,
  describeCloud,
  type Graph,
  type Node,
  runGraph,
  stepsOf,
} from './testing/graphs.ts';

const labels = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;

/** Some of the labels, each with links to some of those before it. */
const graphs: fc.Arbitrary<Graph> = fc
  .tuple(
    ...labels.map((label) =>
      fc.record({
        label: fc.constant(label),
        isThere: fc.boolean(),
        size: fc.nat({ max: 2 }),
        fixed: fc.constantFrom('one', 'two'),
        isUnique: fc.boolean(),
        links: fc.subarray([...labels], { maxLength: 3 }),
        home: fc.option(fc.constantFrom(...labels), { nil: undefined }),
      }),
    ),
  )
  .map((nodes) => {
    const graph: Node[] = [];
    for (const { isThere, links, home, isUnique, ...node } of nodes) {
      if (!isThere) continue;
      const movable = (label: string | undefined) =>
        graph.find((each) => each.label === label && (each.isUnique || each.home !== undefined));
      const isBefore = (label: string) => graph.some((each) => each.label === label);
      graph.push({
        ...node,
        isUnique,
        links: links.filter((label) => isBefore(label) && !movable(label)),
        home: movable(home)?.label,
      });
    }
    return graph;
  });

const sorted = (graph: Graph) =>
  [...graph].sort((one, other) => (one.label < other.label ? -1 : 1));

async function mustRun(world: ReturnType<typeof createWorld>, graph: Graph, isPreview = false) {
  const result = await runGraph(world, graph, { isPreview });
  expect(result?.events.filter(({ kind }) => kind !== 'step' && kind !== 'warning')).toEqual([]);
  return stepsOf(result?.events ?? []);
}

test('Whatever a graph is changed to is what is there then, as it was planned; nothing is left to do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(graphs, { minLength: 1, maxLength: 4 }), async (versions) => {
      const world = createWorld();
      for (const graph of [...versions, []]) {
        const planned = await mustRun(world, graph, true);
        const done = await mustRun(world, graph);
        expect(done.toSorted()).toEqual(planned.toSorted());
        expect(describeCloud(world)).toEqual(sorted(graph));
        expect(await mustRun(world, graph, true)).toEqual([]);
        expect(world.snapshot.leftovers).toEqual([]);
      }
      expect(world.snapshot.resources).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('A run that is killed at any moment is taken up by the next, which ends where it would have', async () => {
  await fc.assert(
    fc.asyncProperty(
      graphs,
      graphs,
      graphs,
      fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 3 }),
      async (before, cutOff, after, fuses) => {
        const world = createWorld();
        await mustRun(world, before);
        for (const fuse of fuses) {
          world.fuse = fuse;
          await runGraph(world, cutOff);
        }
        world.fuse = Number.POSITIVE_INFINITY;
        await mustRun(world, after);
        expect(describeCloud(world)).toEqual(sorted(after));
        expect(world.snapshot.pending).toEqual([]);
        // Where a creation was found again, it is brought to its end, which a preview need not foresee.
        await mustRun(world, after);
        expect(await mustRun(world, after, true)).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
});

test('What the region refuses stops only what depends on it; the next run does the rest', async () => {
  const refusals = fc.uniqueArray(
    fc.tuple(fc.constantFrom('create', 'update', 'delete'), fc.constantFrom(...labels)),
    { minLength: 1, maxLength: 4, selector: (each) => each.join(' ') },
  );
  await fc.assert(
    fc.asyncProperty(graphs, graphs, refusals, async (before, after, refused) => {
      const world = createWorld();
      await mustRun(world, before);
      for (const [action, label] of refused) world.cloud.refuse.set(`${action} ${label}`, 'No.');
      const result = await runGraph(world, after);
      const failed = (result?.events ?? []).filter(({ kind }) => kind === 'failed');
      expect(result?.hasFailed).toBe(failed.length > 0);
      if (failed.length === 0) expect(describeCloud(world)).toEqual(sorted(after));

      // What cannot be deleted may be in the way of whatever.
      const isStuck = refused.some(([action]) => action === 'delete');
      const untouched = after.filter((node) => !isStuck && !dependsOnAny(node, after, refused));
      const there = describeCloud(world).map(({ label }) => label);
      for (const { label } of untouched) expect(there).toContain(label);

      world.cloud.refuse.clear();
      await mustRun(world, after);
      expect(describeCloud(world)).toEqual(sorted(after));
      expect(world.snapshot.leftovers).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

/** Whether a refusal concerns the node or one that it depends on. */
function dependsOnAny(
  { label, links, home }: Node,
  graph: Graph,
  refused: readonly (readonly [string, string])[],
): boolean {
  if (refused.some(([, each]) => each === label)) return true;
  return graph
    .filter((each) => links.includes(each.label) || each.label === home)
    .some((each) => dependsOnAny(each, graph, refused));
}
