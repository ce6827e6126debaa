import { expect, test } from 'vitest';
import { describeOrigin } from './commit.ts';

const found = {
  head: 'f'.repeat(40),
  isDirty: false,
  environment: {},
  began: new Date('2026-11-21T10:55:24.123Z'),
};

test('A commit is the head of the clone, and says when files differ from it', () => {
  expect(describeOrigin(found).commit).toBe('f'.repeat(40));
  expect(describeOrigin({ ...found, isDirty: true }).commit).toBe(`${'f'.repeat(40)}-dirty`);
});

test('Outside of git, the CI says which commit it is', () => {
  const alone = { ...found, head: undefined };
  expect(describeOrigin(alone).commit).toBe('unknown');
  expect(describeOrigin({ ...alone, environment: { TRAVIS_COMMIT: 'a1' } }).commit).toBe('a1');
  expect(describeOrigin({ ...alone, environment: { GITHUB_SHA: 'b2' } }).commit).toBe('b2');
});

test('A build has the number of the CI, or the time', () => {
  const inCi = (environment: Record<string, string>) => describeOrigin({ ...found, environment });
  expect(inCi({ TRAVIS_BUILD_NUMBER: '17' }).build).toBe('17');
  expect(inCi({ TRAVIS_BUILD_NUMBER: '', GITHUB_RUN_NUMBER: '18' }).build).toBe('18');
  expect(inCi({}).build).toBe('local-20261121-105524');
});
