// Whole runs that do not come to their end, or not at once.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createFileCloud } from './testing/fileCloud.ts';
import { createTestStack, labelsIn } from './testing/programs.ts';

test('What is protected is neither deleted nor replaced', async () => {
  await using stack = await createTestStack();
  await stack.up(`new Thing('a', { fixed: 'one' }, { protect: true }); new Thing('b');`);
  const replaced = await stack.up(`new Thing('a', { fixed: 'two' }, { protect: true });`);
  expect(replaced.failures).toEqual([expect.stringMatching(/^a: a \(.*\) is protected/)]);
  const gone = await stack.preview('');
  expect(gone.failures).toEqual([expect.stringMatching(/^a: a \(.*\) is protected/)]);
  const destroyed = await stack.destroy();
  expect(destroyed.failures).toEqual([expect.stringContaining('These are protected')]);
  expect(labelsIn(stack.cloud)).toEqual(['a', 'b']);
});

test('A failure stops what depends on it, nothing else, and deletes nothing that was not registered', async () => {
  await using stack = await createTestStack();
  await stack.up(`new Thing('kept');`);
  stack.cloud.refuse.set('create a', 'There is no room.');
  const program = `
    const a = new Thing('a');
    const b = new Thing('b', { links: [a.id] });
    const c = new Thing('c', {}, { dependsOn: b });
    a.id.apply(() => { throw new Error('never'); });
    const group = new Group('group', { text: a.id });
    group.rootId.apply(() => { throw new Error('nor this'); });
    new Thing('after', { links: group.ids });
    new Thing('free');
    export const id = a.id;
    export const other = 1;
  `;
  const up = await stack.up(program);
  expect(up.failures).toEqual(['a: InvalidRequest: There is no room.']);
  expect(up.summary.outcome).toBe('failed');
  const skipped = up.events.flatMap((event) =>
    event.kind === 'skipped' ? [event.urn.split('::').at(-1)] : [],
  );
  expect(skipped.toSorted()).toEqual(['b', 'c', 'group']);
  expect(labelsIn(stack.cloud)).toEqual(['free', 'kept']);

  stack.cloud.refuse.clear();
  const again = await stack.up(program.replace(/a.id.apply.*|group.rootId.apply.*/g, ''));
  expect(again.failures).toEqual([]);
  expect(again.steps).toContain('delete kept');
  expect(stack.cloud.things.size).toBe(8);
});

test('What the region does not have yet is waited for, with all that depends on it', async () => {
  await using stack = await createTestStack({
    waitingFor: { 'fake:index:Balancer': 'balancing' },
  });
  const program = `
    const a = new Thing('a');
    const balancer = new Thing('balancer', { links: [a.id] }, {}, 'fake:index:Balancer');
    const b = new Thing('b', { text: balancer.arn });
    new Thing('c', {}, { dependsOn: b });
    new Thing('typo', {}, {}, 'fake:index:Thin');
    new Thing('not-built', {}, {}, 'fake:index:NotBuilt');
    new Thing('d', { links: [a.id] });
  `;
  const plan = await stack.preview(program);
  expect(plan.summary.outcome).toBe('partial');
  const messages = plan.events.flatMap((event) =>
    event.kind === 'waiting' ? [event.message] : [],
  );
  expect(messages.toSorted()).toEqual([
    'add it in local/engine/providers/providers.ts',
    'the region has no balancing yet',
  ]);
  const up = await stack.up(program);
  expect(up.summary.outcome).toBe('partial');
  expect(labelsIn(stack.cloud)).toEqual(['a', 'd']);
  // What is no longer wanted goes all the same.
  const less = await stack.up(program.replace(/.*'d'.*/, ''));
  expect(less.steps).toEqual(['delete d']);
});

test('All that is wrong with a program is said', async () => {
  await using stack = await createTestStack();
  const plan = await stack.preview(`
    new Thing('a', { colour: 'red' });
    new Thing('b');
    new Thing('b');
    new Thing('c', {}, { import: 'id-1' });
    new Thing('d', {}, { hooks: { afterCreate: [() => {}] } });
    throw new Error('Help');
  `);
  expect(plan.failures.toSorted()).toEqual([
    expect.stringContaining('does not support resource hooks'),
    expect.stringContaining('Help'),
    expect.stringMatching(/^a: colour: expected one of .*fakeCloud.ts/),
    expect.stringMatching(/^b: The program registers it twice/),
    expect.stringMatching(/^c: This engine does not have: import/),
  ]);
  expect(plan.summary.outcome).toBe('failed');
});

test('A run that is being stopped ends its steps, begins none, and the next goes on', async () => {
  const stopping = new AbortController();
  await using stopped = await createTestStack({
    stopping: stopping.signal,
    show: () => stopping.abort(),
  });
  const { cloud, stateDirectory } = stopped;
  const program = `
    const a = new Thing('a');
    new Thing('b', { links: [a.id] });
  `;
  const up = await stopped.up(program);
  expect(up.summary.outcome).toBe('failed');
  expect(labelsIn(cloud)).toEqual(['a']);

  await using next = await createTestStack({ cloud, stateDirectory });
  expect((await next.up(program)).steps).toEqual(['create b']);
});

test('A run whose process is killed is taken up by the next', async () => {
  await using stack = await createTestStack();
  const file = join(stack.directory, 'cloud.json');
  const program = `
    const a = new Thing('a', { text: pulumi.secret('open sesame') });
    const b = new Thing('b', { links: [a.id] });
    new Thing('c', { links: [b.id] });
  `;
  await stack.write(program);
  const script = fileURLToPath(new URL('testing/killedRun.ts', import.meta.url));
  const child = spawn(process.execPath, [script, stack.directory, file, 'after create b'], {
    stdio: 'inherit',
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');

  await using resumed = await createTestStack({
    cloud: createFileCloud(file),
    stateDirectory: stack.stateDirectory,
  });
  const up = await resumed.up(program);
  expect(up.failures).toEqual([]);
  expect(up.events).toContainEqual(
    expect.objectContaining({ kind: 'warning', message: expect.stringContaining('found it') }),
  );
  expect(labelsIn(resumed.cloud)).toEqual(['a', 'b', 'c']);
  expect((await resumed.preview(program)).steps).toEqual([]);
});
