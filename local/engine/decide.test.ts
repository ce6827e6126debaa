import { expect, test } from 'vitest';
import { changesBetween } from './changes.ts';
import { anyDifference, decide, inputsOf } from './decide.ts';
import { makeGoal, reached } from './goal.ts';
import type { Properties } from './provider.ts';
import { asSecret } from './values.ts';

const names = { stack: 'dev', project: 'p' };
const type = {
  diff: (olds: Properties, news: Properties) => {
    const changed = anyDifference(olds, news);
    return {
      changed,
      replacing: changed.filter((name) => name === 'fixed'),
      deleteBeforeReplace: true,
    };
  },
};
const goalOf = (inputs: Properties, options = {}) =>
  makeGoal(names, { type: 't:m:T', name: 'n', inputs, ...options });
const stateOf = (inputs: Properties) => reached(goalOf(inputs), { id: 'id', inputs, outputs: {} });

test.each([
  ['nothing before', undefined, {}, {}, { kind: 'create' }],
  ['no difference', { a: 1 }, { a: 1 }, {}, { kind: 'same' }],
  ['another value', { a: 1 }, { a: 2 }, {}, { kind: 'update' }],
  ['a value that is secret now', { a: 1 }, { a: asSecret(1) }, {}, { kind: 'same' }],
  ['what replaces', { fixed: 1 }, { fixed: 2 }, {}, { kind: 'replace', isDeletedFirst: true }],
  [
    'what replaces, the new one first',
    { fixed: 1 },
    { fixed: 2 },
    { deleteBeforeReplace: false },
    { kind: 'replace', isDeletedFirst: false },
  ],
  [
    'what the program wants to replace',
    { a: { b: 1 } },
    { a: { b: 2 } },
    { replaceOnChanges: ['a.b'] },
    { kind: 'replace' },
  ],
  [
    'what it does not',
    { a: { b: 1 } },
    { a: { b: 2 } },
    { replaceOnChanges: ['a.c'] },
    { kind: 'update' },
  ],
  ['what it ignores', { a: 1, b: 1 }, { a: 2, b: 1 }, { ignoreChanges: ['a'] }, { kind: 'same' }],
])('With %s', (_, before, wanted, options, expected) => {
  const old = before && stateOf(before);
  const goal = goalOf(wanted, options);
  expect(decide(old, inputsOf(goal, old), goal, type)).toMatchObject(expected);
});

test('What was not finished is updated, what others made is made anew', () => {
  const old = stateOf({ a: 1 });
  const goal = goalOf({ a: 1 });
  expect(decide({ ...old, isIncomplete: true }, { a: 1 }, goal, type).kind).toBe('update');
  expect(decide({ ...old, isExternal: true }, { a: 1 }, goal, type).kind).toBe('create');
});

test('Changes are told where they are, secrets as a whole', () => {
  const old = { a: [{ b: 1 }, 2], c: asSecret({ d: 1 }), e: 1, f: 1 };
  const wanted = { a: [{ b: 2 }, 2, 3], c: asSecret({ d: 2 }), f: 2 };
  expect(changesBetween(old, wanted, ['a', 'c', 'e'])).toEqual([
    { path: ['a', '0', 'b'], old: 1, new: 2 },
    { path: ['a', '2'], old: undefined, new: 3 },
    { path: ['c'], old: asSecret({ d: 1 }), new: asSecret({ d: 2 }) },
    { path: ['e'], old: 1, new: undefined },
  ]);
});
