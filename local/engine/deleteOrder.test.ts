import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deleteOrder, goesBefore, parentsIn } from './deleteOrder.ts';
import { makeGoal, reached } from './goal.ts';
import type { ResourceState } from './state.ts';

const names = { stack: 'dev', project: 'p' };

function resource(name: string, parts: Partial<ResourceState> = {}): ResourceState {
  const goal = makeGoal(names, { type: 't:m:T', name, inputs: {} });
  return { ...reached(goal, { id: name, inputs: {}, outputs: {} }), urn: name, ...parts };
}

const graphs = fc
  .array(fc.array(fc.nat({ max: 11 }), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .map((all) =>
    all.map((links, index) => {
      const [first, ...others] = links.filter((link) => link < all.length && link !== index);
      return resource(String(index), {
        dependencies: others.map(String),
        parent: first === undefined || first > index ? undefined : String(first),
      });
    }),
  );

test('Everything is deleted once, after all that depends on it where that is no circle', () => {
  fc.assert(
    fc.property(graphs, (all) => {
      const parentOf = parentsIn(all);
      const order = deleteOrder(all, parentOf);
      expect(order.size).toBe(all.length);
      const sequence = [...order.keys()];
      for (const [one, before] of order) {
        for (const other of before) {
          expect(sequence.indexOf(other)).toBeLessThan(sequence.indexOf(one));
        }
      }
      const isForward = ({ urn, dependencies }: ResourceState) =>
        dependencies.every((each) => Number(each) < Number(urn));
      if (!all.every(isForward)) return;
      for (const [one, before] of order) {
        const needed = all.filter((each) => each !== one && goesBefore(each, one, parentOf));
        // A child may depend on its parent's other children, but those on whom it depends stay.
        expect(new Set(before)).toEqual(new Set(needed));
      }
    }),
  );
});

test('Who depends on a component goes before all that is in it; what is in it does not mind', () => {
  const component = resource('component', { isComponent: true });
  const inner = resource('inner', { parent: 'component', isComponent: true });
  const leaf = resource('leaf', { parent: 'inner' });
  const sibling = resource('sibling', { parent: 'component', dependencies: ['component'] });
  const user = resource('user', { dependencies: ['component'] });
  const order = deleteOrder(
    [component, inner, leaf, sibling, user],
    parentsIn([component, inner, leaf, sibling, user]),
  );
  expect(order.get(leaf)).toEqual([user]);
  expect([...order.keys()].at(-1)).toBe(component);
});

test('A resource goes before the provider that it was made with', () => {
  const provider = resource('provider');
  const user = resource('user', { provider: 'provider::id' });
  expect([...deleteOrder([provider, user], parentsIn([])).keys()]).toEqual([user, provider]);
});
