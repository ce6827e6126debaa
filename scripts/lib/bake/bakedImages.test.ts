import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../lockedPackage.mjs';
import { describeImage, imageName, imageTags, isFinished, newestOf } from './bakedImages.ts';

const key = 'ab'.repeat(32);
const tags = (values: Record<string, string>) =>
  Object.entries(values).map(([Key, Value]) => ({ Key, Value }));

test('The template puts the tags on an image that the scripts look for', () => {
  const template = readFileSync(join(root, 'packer/webapp.pkr.hcl'), 'utf8');
  const [, block = ''] = template.match(/\n {2}tags = \{\n([^}]*)\}/) ?? [];
  const put = [...block.matchAll(/"([^"]+)"\s*=/g)].map(([, name]) => name);
  expect(put.toSorted()).toEqual(['Name', ...Object.values(imageTags)].toSorted());
});

test("An image's name says which release it is and which bake made it, within EC2's limits", () => {
  const name = imageName({ key, id: '0123456789ab' });
  expect(name).toBe('rollover-webapp-abababababab-0123456789ab');
  expect(name).toMatch(/^[\w ()[\]./\-'@]{3,128}$/);
});

describe('An image', () => {
  const image = {
    ImageId: 'ami-1',
    Tags: tags({ [imageTags.key]: key, [imageTags.commit]: 'c0ffee', [imageTags.build]: '17' }),
    ImdsSupport: 'v2.0' as const,
  };

  test('says by its tags what is in it', () => {
    expect(isFinished(image)).toBe(true);
    expect(describeImage(image)).toEqual({
      ami: 'ami-1',
      key,
      commit: 'c0ffee',
      build: '17',
      requiresTokens: true,
    });
  });

  test('without them is none that was baked to the end', () => {
    expect(isFinished({ ImageId: 'ami-1', Tags: tags({ Name: 'x' }) })).toBe(false);
    expect(describeImage({ ImageId: 'ami-1' })).toBeUndefined();
  });

  test('is the newest of several by when it was made', () => {
    const dates = [
      '2026-11-20T00:00:00.000Z',
      '2026-11-21T00:00:00.000Z',
      '2025-12-31T00:00:00.000Z',
    ];
    expect(newestOf(dates.map((CreationDate) => ({ CreationDate })))?.CreationDate).toBe(dates[1]);
    expect(newestOf([])).toBeUndefined();
  });
});
