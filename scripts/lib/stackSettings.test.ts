import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './lockedPackage.mjs';
import { parseStackSettings, readStackSettings } from './stackSettings.ts';

const aws = `
config:
  aws:region: eu-central-1
  rollover:instanceType: t4g.small
  rollover:ssmAgent:
    version: 3.3.1611.0
    url: https://example.com/3.3.1611.0/debian_arm64/amazon-ssm-agent.deb
    sha256: ${'0a'.repeat(32)}
`;
const local = `
config:
  aws:region: eu-central-1
  rollover:localRegion: local
  rollover:instanceType: t3.small
  rollover:ssmAgent: false
`;
const parse = (yaml: string) => parseStackSettings(yaml, { stack: 'x', file: 'Pulumi.x.yaml' });

describe('Settings of a stack', () => {
  test('are typed, with defaults', () => {
    expect(parse(aws)).toEqual({
      stack: 'x',
      region: 'eu-central-1',
      localRegion: undefined,
      instanceType: 't4g.small',
      baseImage: undefined,
      baseImageOwner: '136693071363',
      builderSubnetId: undefined,
      callerAddress: undefined,
      domain: undefined,
      ssmAgent: {
        version: '3.3.1611.0',
        url: 'https://example.com/3.3.1611.0/debian_arm64/amazon-ssm-agent.deb',
        sha256: '0a'.repeat(32),
      },
    });
  });

  test('may leave the agent out in a local region', () => {
    expect(parse(local)).toMatchObject({ localRegion: 'local', ssmAgent: undefined });
  });

  test('keep digits as they stand, and take what belongs to the program', () => {
    const yaml = `${local}  rollover:baseImageOwner: 012345678901\n  rollover:minSize: 2\n`;
    expect(parse(yaml).baseImageOwner).toBe('012345678901');
  });

  test('are refused with everything that is wrong, expected and got', () => {
    const yaml = `
config:
  aws:region: Frankfurt
  rollover:builderSubnetId: [a]
  rollover:callerAddress: 10.0.0.256
  rollover:ssmAgent: { version: latest, url: "http://example.com/a.deb" }
`;
    expect(() => parse(yaml)).toThrow(`Pulumi.x.yaml:
  aws:region: expected a region, such as eu-central-1, got "Frankfurt"
  rollover:instanceType: expected an instance type, such as t4g.small, got nothing
  rollover:builderSubnetId: expected the id of a subnet, got ["a"]
  rollover:callerAddress: expected an IPv4 address, got "10.0.0.256"
  rollover:ssmAgent.version: expected a version, such as 3.3.1611.0, got "latest"
  rollover:ssmAgent.url: expected an https:// URL of a .deb, got "http://example.com/a.deb"
  rollover:ssmAgent.sha256: expected 64 hex digits, got nothing
`);
  });

  test.each(['', '  rollover:ssmAgent: false\n'])('need the agent on AWS: %j', (agent) => {
    const yaml = `config:\n  aws:region: us-east-1\n  rollover:instanceType: t4g.small\n${agent}`;
    expect(() => parse(yaml)).toThrow(/rollover:ssmAgent: expected version, url and sha256, got/);
  });

  test.each([
    ['a: [', 'expected YAML'],
    ['just text', "expected the settings under 'config:'"],
  ])('of %j are refused', (yaml, message) => {
    expect(() => parse(yaml)).toThrow(message);
  });
});

test('A stack that has no file is refused with those that have', async () => {
  await expect(readStackSettings('nowhere')).rejects.toThrow(
    /--stack: expected .*local.*, got nowhere/,
  );
});

test("The local stack's settings are complete; the dev stack's lack the agent's checksum alone", async () => {
  await expect(readStackSettings('local')).resolves.toMatchObject({ localRegion: 'local' });
  const dev = readStackSettings('dev', join(root, 'Pulumi.dev.yaml'));
  await expect(dev).rejects.toThrow(/^[^\n]+:\n {2}rollover:ssmAgent: [^\n]+\n$/);
});
