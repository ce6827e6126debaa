import { expect, test } from 'vitest';
import { planRollout } from './rolloutPlan.ts';

const data = {
  ImageId: 'ami-1',
  MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
};
const sameData = {
  MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required' },
  ImageId: 'ami-1',
};

test.each([
  ['a fresh fleet', [data, data]],
  ['a fleet of another version with the same data', [sameData]],
  ['an empty group', []],
])('Nothing is to do for %s', (_, launchedFrom) => {
  const members = launchedFrom.map((from, i) => ({ instanceId: `i-${i}`, data: from }));
  expect(planRollout(data, members)).toEqual({ action: 'none', instances: members.length });
});

test.each<[string, object | undefined]>([
  ['another image', { ...data, ImageId: 'ami-0' }],
  ['something else besides', { ...data, KeyName: 'k' }],
  ['a version that is gone', undefined],
])('An instance from %s has to go', (_, old) => {
  const members = [
    { instanceId: 'i-0', data },
    { instanceId: 'i-1', data: old },
  ];
  expect(planRollout(data, members)).toEqual({ action: 'roll', instances: 2, staleIds: ['i-1'] });
});
