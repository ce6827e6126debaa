import { describe, expect, test } from 'vitest';
import { type ImageContent, imageKey, releaseId } from './imageKey.ts';

const file = (path: string, text: string, isExecutable = false) => ({
  path,
  contents: Buffer.from(text),
  isExecutable,
});
const content: ImageContent = {
  artifact: Buffer.from('artifact'),
  packer: [file('webapp.pkr.hcl', 'build {}'), file('provision/install.sh', 'set -eu')],
  baseImageId: 'ami-0123456789abcdef0',
  architecture: 'arm64',
  ssmAgent: { version: '3.3', url: 'https://example.com/a.deb', sha256: 'ab'.repeat(32) },
};
const agent = { version: '3.3', url: 'https://example.com/a.deb', sha256: 'ab'.repeat(32) };

describe('The image key', () => {
  test('is a SHA-256 that stays what it is', () => {
    expect(imageKey(content)).toMatch(/^[0-9a-f]{64}$/);
    expect(imageKey(structuredClone(content))).toBe(imageKey(content));
  });

  test('does not depend on the order of files', () => {
    expect(imageKey({ ...content, packer: content.packer.toReversed() })).toBe(imageKey(content));
  });

  test('does not depend on where the agent is downloaded from', () => {
    const elsewhere = { ...agent, url: 'https://example.org/a.deb' };
    expect(imageKey({ ...content, ssmAgent: elsewhere })).toBe(imageKey(content));
  });

  test.each<[string, Partial<ImageContent>]>([
    ['the artifact', { artifact: Buffer.from('artifacts') }],
    ['a file', { packer: [file('webapp.pkr.hcl', 'build { }'), ...content.packer.slice(1)] }],
    [
      "a file's name",
      { packer: [file('webapp2.pkr.hcl', 'build {}'), ...content.packer.slice(1)] },
    ],
    [
      "a file's mode",
      { packer: [file('webapp.pkr.hcl', 'build {}', true), ...content.packer.slice(1)] },
    ],
    ['a file more', { packer: [...content.packer, file('provision/more.sh', '')] }],
    ['the base image', { baseImageId: 'ami-0123456789abcdef1' }],
    ['the architecture', { architecture: 'x86_64' }],
    ['the agent', { ssmAgent: { ...agent, sha256: 'cd'.repeat(32) } }],
    ['no agent', { ssmAgent: undefined }],
  ])('depends on %s', (_, changed) => {
    expect(imageKey({ ...content, ...changed })).not.toBe(imageKey(content));
  });

  test("begins with the release's id", () => {
    expect(imageKey(content).startsWith(releaseId(imageKey(content)))).toBe(true);
    expect(releaseId(imageKey(content))).toHaveLength(12);
  });
});
