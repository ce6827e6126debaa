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

/** Whether taking away whoever needs nobody that is left comes to a stop. */
function hasCircle(needed: ReadonlyMap<ResourceState, readonly ResourceState[]>): boolean {
  const left = new Set(needed.keys());
  for (let size = -1; size !== left.size; ) {
    size = left.size;
    for (const one of left) {
      if (!needed.get(one)?.some((each) => left.has(each))) left.delete(one);
    }
  }
  return left.size > 0;
}

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
      const needed = new Map(
        all.map((one) => [
          one,
          all.filter((each) => each !== one && goesBefore(each, one, parentOf)),
        ]),
      );
      // Two that depend on each other's parents are one, though neither depends on the other.
      if (hasCircle(needed)) return;
      for (const [one, before] of order) {
        expect(new Set(before)).toEqual(new Set(needed.get(one)));
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
