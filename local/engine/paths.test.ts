import { expect, test } from 'vitest';
import { concerns, keepAt, parsePath, printPath } from './paths.ts';
import { asSecret } from './values.ts';

test.each([
  ['tags', ['tags']],
  ['tags.Name', ['tags', 'Name']],
  ['rules[0].port', ['rules', '0', 'port']],
  ['rules[*].port', ['rules', '*', 'port']],
  ['tags["a.b"].c', ['tags', 'a.b', 'c']],
  ['*', ['*']],
])('%s', (text, path) => {
  expect(parsePath(text)).toEqual(path);
  if (!text.includes('*')) expect(printPath(path)).toBe(text);
});

test.each([
  ['tags', 'tags.Name', true],
  ['tags.Name', 'tags', true],
  ['tags.Name', 'tags.Other', false],
  ['rules[*].port', 'rules[3].port', true],
  ['rules[*].port', 'rules[3].from', false],
  ['*', 'anything.at.all', true],
])('%s concerns %s: %s', (pattern, path, expected) => {
  expect(concerns(parsePath(pattern), parsePath(path))).toBe(expected);
});

test.each([
  ['a', { a: 1, b: 1 }, { a: 2, b: 2 }, { a: 1, b: 2 }],
  ['a', { b: 1 }, { a: 2, b: 2 }, { b: 2 }],
  ['a', { a: 1 }, {}, { a: 1 }],
  ['a.b', { a: { b: 1, c: 1 } }, { a: { b: 2, c: 2 } }, { a: { b: 1, c: 2 } }],
  ['a.b', {}, { a: { b: 2, c: 2 } }, { a: { c: 2 } }],
  ['a[1]', { a: [1, 1, 1] }, { a: [2, 2, 2] }, { a: [2, 1, 2] }],
  ['a[*].b', { a: [{ b: 1 }] }, { a: [{ b: 2 }, { b: 2 }] }, { a: [{ b: 1 }, { b: 2 }] }],
  ['*', { a: 1, b: 1 }, { a: 2, c: 2 }, { a: 1, b: 1 }],
  ['a.b', { a: asSecret({ b: 1 }) }, { a: asSecret({ b: 2 }) }, { a: asSecret({ b: 1 }) }],
])('Leaves %s as it was', (path, old, wanted, expected) => {
  expect(keepAt(old, wanted, parsePath(path))).toEqual(expected);
});
