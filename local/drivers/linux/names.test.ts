import { expect, test } from 'vitest';
import { checkRegionId, interfaceLink, uplinkName } from './names.ts';

test('Names of links have at most 15 characters', () => {
  expect(uplinkName('abc123', 'vpc-0123456789abcdef0')).toMatch(/^ro-abc123-[0-9a-f]{5}$/);
  expect(interfaceLink('eni-0123456789abcdef0')).toBe('eni-6789abcdef0');
});

test.each(['', 'abcdefg', 'a-b', 'A', 'a b'])('"%s" is no region id', (regionId) => {
  expect(() => checkRegionId(regionId)).toThrow(`got "${regionId}"`);
});
