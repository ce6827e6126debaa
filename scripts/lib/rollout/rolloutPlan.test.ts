import { expect, test } from 'vitest';
import { type Member, planRollout } from './rolloutPlan.ts';

const data = {
  ImageId: 'ami-1',
  MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
};
const sameData = {
  MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required' },
  ImageId: 'ami-1',
};

function member(i: number, from: object | undefined): Member {
  return { instanceId: `i-${i}`, state: 'InService', isProtected: false, data: from };
}

test.each([
  ['a fresh fleet', [data, data]],
  ['a fleet of another version with the same data', [sameData]],
  ['an empty group', []],
])('Nothing is to do for %s', (_, launchedFrom) => {
  const members = launchedFrom.map((from, i) => member(i, from));
  expect(planRollout(data, { data: sameData, members })).toEqual({
    action: 'none',
    instances: members.length,
  });
});

test.each<[string, object | undefined]>([
  ['another image', { ...data, ImageId: 'ami-0' }],
  ['something else besides', { ...data, KeyName: 'k' }],
  ['a version that is gone', undefined],
])('An instance from %s has to go', (_, old) => {
  const members = [member(0, data), member(1, old)];
  const plan = planRollout(data, { data, members });
  expect(plan).toEqual({ action: 'roll', instances: 2, staleIds: ['i-1'] });
});

test('A group that launches from something else has to move, even if its instances have not', () => {
  const plan = planRollout(data, { data: { ImageId: 'ami-0' }, members: [member(0, data)] });
  expect(plan).toEqual({ action: 'roll', instances: 1, staleIds: [] });
});
