import { expect, test } from 'vitest';
import { grantsByType } from './deployPolicy.ts';
import { loadVariants } from './testing/graphs.ts';

test('Every type of resource that the program can make has its actions, and no other type', async () => {
  const graphs = [...(await loadVariants()).values()];
  const types = new Set(graphs.flatMap(({ resources }) => resources.map(({ type }) => type)));
  expect(Object.keys(grantsByType).sort()).toEqual([...types].sort());
});

test('Only EC2, whose parts have no names, is granted on everything', () => {
  for (const [type, { actions, on }] of Object.entries(grantsByType)) {
    if (actions.every((action) => action.startsWith('ec2:'))) continue;
    expect(on, type).not.toContain('*');
    for (const action of actions) expect(action).toMatch(/^[a-z0-9]+:[A-Z]\w+$/);
  }
});
