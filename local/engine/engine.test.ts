// Whole runs that succeed: programs in a process of their own, as the CLI's language host runs them.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTestStack, labelsIn } from './testing/programs.ts';

test('Two things, one of which links to the other, are previewed, made and deleted', async () => {
  await using stack = await createTestStack();
  const program = `
    const a = new Thing('a', { size: 1 });
    const b = new Thing('b', { links: [a.id], text: a.arn });
    export const arn = b.arn;
    export const size: number = 3;
  `;
  const before = await stack.preview(program);
  expect(before.failures).toEqual([]);
  expect(before.steps).toEqual(['create a', 'create b']);
  expect(stack.cloud.log).toEqual([]);

  const up = await stack.up(program);
  expect(up.failures).toEqual([]);
  expect(stack.cloud.log).toEqual(['create a', 'create b']);
  expect(up.summary).toMatchObject({ outcome: 'succeeded', counts: { create: 2 } });
  expect(await stack.outputs()).toEqual({ arn: 'arn:fake:id-b-2', size: 3 });
  expect((await stack.preview(program)).steps).toEqual([]);

  const destroyed = await stack.destroy();
  expect(destroyed.steps).toEqual(['delete b', 'delete a']);
  expect(stack.cloud.things.size).toBe(0);
  expect(await readdir(join(stack.stateDirectory, 'history'))).toHaveLength(2);
});

test('Changes update, replace and delete, with what differs; what is to be left alone is', async () => {
  await using stack = await createTestStack();
  await stack.up(`
    const a = new Thing('a', { fixed: 'one' });
    const u = new Thing('u', { unique: 'u', fixed: 'one' });
    new Thing('home', { home: u.id });
    new Thing('b', { links: [a.id], size: 1 });
    new Thing('c', { size: 1, text: 'one' }, { ignoreChanges: ['size'] });
    new Thing('d', { size: 1 }, { replaceOnChanges: ['size'] });
    new Thing('old', { links: [a.id] });
    new Thing('retained', {}, { retainOnDelete: true });
  `);
  const program = `
    const a = new Thing('a', { fixed: 'two' });
    const u = new Thing('u', { unique: 'u', fixed: 'two' });
    new Thing('home', { home: u.id });
    new Thing('b', { links: [a.id], size: 2 });
    new Thing('c', { size: 2, text: 'one' }, { ignoreChanges: ['size'] });
    new Thing('d', { size: 2 }, { replaceOnChanges: ['size'] });
  `;
  const plan = await stack.preview(program);
  expect(plan.summary.counts).toMatchObject({ replace: 4, update: 1, delete: 1 });
  const changesOfB = plan.events.find(
    (event) => event.kind === 'step' && event.urn.endsWith('::b'),
  );
  expect(changesOfB).toMatchObject({
    operation: 'update',
    changes: [
      { path: ['links', '0'], old: expect.stringMatching(/^id-a-/) },
      { path: ['size'], old: 1, new: 2 },
    ],
  });

  stack.cloud.log.length = 0;
  const up = await stack.up(program);
  expect(up.failures).toEqual([]);
  expect(up.steps.toSorted()).toEqual(plan.steps.toSorted());
  const { log } = stack.cloud;
  expect(log.indexOf('create a')).toBeLessThan(log.indexOf('delete a'));
  expect(log.indexOf('delete old')).toBeLessThan(log.indexOf('delete a'));
  const aboutU = log.filter((line) => /(u|home)$/.test(line));
  expect(aboutU).toEqual(['delete home', 'delete u', 'create u', 'create home']);
  expect(labelsIn(stack.cloud)).toEqual(['a', 'b', 'c', 'd', 'home', 'retained', 'u']);
  expect((await stack.preview(program)).steps).toEqual([]);
});

test('Components hold their children; whoever gets another name keeps its life', async () => {
  await using stack = await createTestStack();
  const component = `
    class Box extends pulumi.ComponentResource {
      constructor(name, child, opts) {
        super('test:index:Box', name, {}, opts);
        this.inner = new Thing(child, { label: 'inner' }, { parent: this });
        this.registerOutputs({ id: this.inner.id });
      }
    }
  `;
  await stack.up(`${component}
    const box = new Box('box', 'box-inner');
    new Thing('after', {}, { dependsOn: box });
  `);
  expect(stack.cloud.log).toEqual(['create inner', 'create after']);
  const renamed = `${component}
    const crate = new Box('crate', 'crate-inner', { aliases: [{ name: 'box' }] });
    new Thing('later', { label: 'after' }, { dependsOn: crate, aliases: [{ name: 'after' }] });
  `;
  expect((await stack.preview(renamed)).steps).toEqual([]);
  const up = await stack.up(renamed);
  expect(up.failures).toEqual([]);
  expect(stack.cloud.log).toHaveLength(2);
  expect((await stack.destroy()).steps).toEqual(['delete later', 'delete crate-inner']);
});

test('A component of a provider has children and outputs; who uses it goes before it', async () => {
  await using stack = await createTestStack();
  const program = (text: string) => `
    const group = new Group('group', { size: 1, text: '${text}' });
    const user = new Thing('user', { links: group.ids, text: group.arn });
    export const ids = group.ids;
    export const label = group.root.label;
  `;
  const plan = await stack.preview(program('one'));
  expect(plan.failures).toEqual([]);
  expect(plan.steps).toEqual([
    'create group-root',
    'create group-1',
    'create group-2',
    'create user',
  ]);
  expect((await stack.up(program('one'))).failures).toEqual([]);
  const { ids, label } = await stack.outputs();
  expect([ids, label]).toEqual([['id-group-1-2', 'id-group-2-3'], 'group-root']);

  const replaced = await stack.up(program('two'));
  expect(replaced.failures).toEqual([]);
  expect(replaced.summary.counts).toMatchObject({ replace: 3, update: 1 });
  expect(stack.cloud.log.slice(-3).toSorted()).toEqual([
    'delete group-1',
    'delete group-2',
    'delete group-root',
  ]);
  expect((await stack.preview(program('two'))).steps).toEqual([]);
  expect((await stack.destroy()).steps[0]).toBe('delete user');
  expect(stack.cloud.things.size).toBe(0);
});

test('Secrets are sealed in the state, and masked in what is shown', async () => {
  await using stack = await createTestStack();
  const up = await stack.up(`
    const secret = pulumi.secret('open sesame');
    const a = new Thing('a', { text: secret, size: 3 }, { additionalSecretOutputs: ['arn'] });
    new Thing('b', { text: pulumi.interpolate\`\${a.text}!\` });
    a.id.apply(() => console.log('I say: open sesame!'));
    export const text = a.text;
    export const arn = a.arn;
    export const size = a.size;
  `);
  expect(up.failures).toEqual([]);
  expect([...stack.cloud.things.values()].map(({ properties }) => properties.text)).toEqual([
    'open sesame',
    'open sesame!',
  ]);
  for (const name of ['state.json', 'history/000001.json']) {
    const text = await readFile(join(stack.stateDirectory, name), 'utf8');
    expect(text).not.toMatch(/open sesame|"arn:fake:id-a-1"/);
  }
  expect((await stat(join(stack.stateDirectory, 'key'))).mode & 0o777).toBe(0o600);
  const said = up.events.flatMap((event) => (event.kind === 'said' ? [event.message] : []));
  expect(said).toEqual([expect.stringMatching(/^I say: \[secret\]!?$/)]);
  const outputs = await stack.outputs();
  expect(outputs).toMatchObject({ text: { value: 'open sesame' }, size: 3 });
  expect(outputs.arn).toMatchObject({ value: 'arn:fake:id-a-1' });
});

test('Functions are called once what they need is known', async () => {
  await using stack = await createTestStack();
  const program = `
    const a = new Thing('a', { size: 7 });
    const found = pulumi.runtime.invokeOutput('fake:index:getThing', { label: 'a' }, { dependsOn: [a] });
    new Thing('b', { size: found.apply(({ size }) => size) });
    const missing = await pulumi.runtime.invoke('fake:index:getThing', { label: 'nobody' })
      .catch((error) => error.message);
    export { missing };
  `;
  const plan = await stack.preview(program);
  expect(plan.failures).toEqual([]);
  const up = await stack.up(program);
  expect(up.failures).toEqual([]);
  expect([...stack.cloud.things.values()].map(({ properties }) => properties.size)).toEqual([7, 7]);
  expect((await stack.outputs()).missing).toContain("couldn't find resource nobody");
});

test('A refresh finds what has become of things; existing ones can be read', async () => {
  await using stack = await createTestStack();
  const program = `
    const provider = new (class extends pulumi.ProviderResource {
      constructor() { super('fake', 'elsewhere', { region: 'eu-west-1' }); }
    })();
    new Thing('a', { size: 1 }, { provider });
    const b = new Thing('b');
    const read = new Thing('read', {}, { id: b.id });
    export const label = read.label;
  `;
  expect((await stack.up(program)).failures).toEqual([]);
  const { things } = stack.cloud;
  for (const thing of things.values()) {
    const properties = { ...thing.properties, size: 5 };
    if (thing.properties.label === 'a') things.set(thing.id, { ...thing, properties });
  }
  expect((await stack.preview(program)).steps).toEqual(['read read']);
  const plan = await stack.preview(program, { refresh: true });
  expect(plan.steps.toSorted()).toEqual(['read read', 'refresh a', 'update a']);
  expect((await stack.refresh()).steps).toEqual(['refresh a']);
  expect((await stack.destroy()).steps.toSorted()).toEqual([
    'delete a',
    'delete b',
    'delete elsewhere',
  ]);
});
