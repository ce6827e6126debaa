import { expect, test } from 'vitest';
import { checkId, hostName, machinePaths } from './paths.ts';

test("AWS's ids and a region's are taken", () => {
  for (const id of [
    'i-0123456789abcdef0',
    'snap-0123456789abcdef0',
    'base-0123456789abcdef',
    'dev',
  ]) {
    checkId('The id', id);
  }
});

test('What could lead out of the folder, or means something to mount, is refused', () => {
  for (const id of ['', '..', 'a/b', 'a:b', 'a,b', 'A', 'a--b', '-a', 'a-', 'a'.repeat(28)]) {
    expect(() => checkId('The id', id)).toThrow(
      `The id is "${id}"; expected up to 27 of a-z and 0-9, with single dashes between`,
    );
  }
  expect(() => machinePaths('/srv', '../..')).toThrow('The id of an instance is');
});

test('The longest name of a machine is one that nspawn takes', () => {
  expect(hostName('a'.repeat(27), 'b'.repeat(27)).length).toBeLessThanOrEqual(64);
});
