import { expect, test } from 'vitest';
import { createTestStack } from './testing/programs.ts';

test('Two things, one of which links to the other, are previewed and made', async () => {
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

  const again = await stack.preview(program);
  expect(again.steps).toEqual([]);

  const destroyed = await stack.destroy();
  expect(destroyed.steps).toEqual(['delete b', 'delete a']);
  expect(stack.cloud.things.size).toBe(0);
});
