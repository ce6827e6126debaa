// What was begun and not ended, without a process that is killed for it.

import { expect, test } from 'vitest';
import { Deployment } from './deployment.ts';
import type { RunEvent } from './events.ts';
import { makeGoal } from './goal.ts';
import { recover } from './refresh.ts';
import { createRun, createWorld, type World } from './testing/graphs.ts';

const names = { stack: 'test', project: 'graphs' };

async function register(
  world: World,
  type: string,
  inputs: Record<string, unknown>,
  ignoreChanges: readonly string[] = [],
) {
  const events: RunEvent[] = [];
  const run = createRun(world, false, (event) => events.push(event));
  await recover(run);
  const deployment = new Deployment(run);
  await deployment.register(makeGoal(names, { type, name: 'a', inputs, ignoreChanges }));
  await deployment.finish(true);
  return events.filter(({ kind }) => kind !== 'step');
}

test('A creation that failed for who knows what is begun again with its token, after a warning', async () => {
  const world = createWorld();
  const type = 'fake:index:Blind';
  const blind = world.cloud.provider.resources[type];
  if (!blind) throw new Error('There is no such type');
  const tokens: string[] = [];
  const cutOff = async () => {
    throw new Error('The connection was lost.');
  };
  const provider = {
    ...world.cloud.provider,
    resources: {
      [type]: {
        ...blind,
        create: (...[inputs, context]: Parameters<typeof blind.create>) => {
          tokens.push(context.token);
          return tokens.length === 1 ? cutOff() : blind.create(inputs, context);
        },
      },
    },
  };
  const cut = { ...world, cloud: { ...world.cloud, provider } };
  expect(await register(cut, type, { label: 'a' })).toMatchObject([
    { kind: 'failed', message: 'The connection was lost.' },
  ]);
  expect(await register(cut, type, { label: 'a' })).toMatchObject([
    { kind: 'warning', message: expect.stringMatching(/^Its creation was cut off/) },
  ]);
  expect(tokens[0]).toBe(tokens[1]);
  expect(cut.snapshot.pending).toEqual([]);
});

test('What the region refused is not looked for', async () => {
  const world = createWorld();
  world.cloud.refuse.set('create a', 'No.');
  await register(world, 'fake:index:Blind', { label: 'a' });
  expect(world.snapshot.pending).toEqual([]);
});

test('What was made in part is kept, and finished by the next run', async () => {
  const world = createWorld();
  const first = await register(world, 'fake:index:Thing', { label: 'a', text: 'in part' });
  expect(first).toMatchObject([{ kind: 'failed', message: 'in part' }]);
  expect(world.snapshot.resources).toMatchObject([{ id: 'id-a-1', isIncomplete: true }]);
  await register(world, 'fake:index:Thing', { label: 'a', text: 'in part' });
  expect(world.cloud.log.at(-1)).toBe('update a');
  expect(world.snapshot.resources[0]).not.toHaveProperty('isIncomplete');
});

test('An update leaves to others what it is to ignore', async () => {
  const world = createWorld();
  const type = 'fake:index:Thing';
  const thing = world.cloud.provider.resources[type];
  if (!thing) throw new Error('There is no such type');
  const seen: unknown[] = [];
  const provider = {
    ...world.cloud.provider,
    resources: {
      [type]: {
        ...thing,
        update(...[id, olds, news, context]: Parameters<typeof thing.update>) {
          const now = { ...olds, size: 7 };
          seen.push(context.leave?.(now, news).size);
          return thing.update(id, olds, news, context);
        },
      },
    },
  };
  const watched = { ...world, cloud: { ...world.cloud, provider } };
  const inputs = { label: 'a', size: 1 };
  await register(watched, type, { ...inputs, text: 'in part' }, ['size']);
  await register(watched, type, { ...inputs, text: 'in part' }, ['size']);
  await register(watched, type, { ...inputs, text: 'whole' }, ['size']);
  await register(watched, type, { ...inputs, text: 'other' });
  expect(seen).toEqual([7, 7, 1]);
});
