import { expect, test } from 'vitest';
import { architectureOf } from './instanceTypes.ts';

test.each([
  ['t4g.small', 'arm64'],
  ['m7g.medium', 'arm64'],
  ['m6gd.metal', 'arm64'],
  ['c7gn.16xlarge', 'arm64'],
  ['im4gn.large', 'arm64'],
  ['is4gen.large', 'arm64'],
  ['g5g.xlarge', 'arm64'],
  ['r8g.metal-24xl', 'arm64'],
  ['a1.large', 'arm64'],
  ['t3.small', 'x86_64'],
  ['m5.24xlarge', 'x86_64'],
  ['c7i-flex.large', 'x86_64'],
  ['m7a.medium', 'x86_64'],
  ['g4dn.xlarge', 'x86_64'],
  ['u7i-12tb.224xlarge', 'x86_64'],
])('%s is %s', (instanceType, architecture) => {
  expect(architectureOf(instanceType)).toBe(architecture);
});

test.each([
  '',
  't4g',
  't4g.',
  'small',
  't4g.tiny',
  'T4g.small',
  'mac2.metal',
  'mac2-m2.metal',
  't4g.small ',
])('%j is no type for the app', (instanceType) => {
  expect(architectureOf(instanceType)).toBeUndefined();
});
