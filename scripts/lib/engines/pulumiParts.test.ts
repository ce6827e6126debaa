import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { standInPulumi } from '../../testing/standInPulumi.ts';
import { root } from '../lockedPackage.mjs';
import { findPulumi, parsePulumiVersion, pulumiVersion, warnOfVersion } from './pulumiCommand.ts';
import { parsePlan } from './pulumiPlan.ts';

describe("Pulumi's CLI", () => {
  test("is of the version of the program's SDK", async () => {
    const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    expect(dependencies['@pulumi/pulumi']).toBe(pulumiVersion);
  });

  test('tells its version', () => {
    expect(parsePulumiVersion('v3.266.0-alpha.1\n')).toEqual([3, 266, 0]);
    expect(parsePulumiVersion('command not found')).toBeUndefined();
    expect(warnOfVersion([3, 265, 9])).toBeUndefined();
    expect(warnOfVersion([4, 0, 0])).toBeUndefined();
    expect(warnOfVersion([3, 264, 0])).toContain('3.264.0 is older');
  });

  /** A machine without pulumi, whose npx does what the wrapper does: it leaves the CLI in HOME. */
  async function withoutPulumi(npx: string) {
    const { folder } = await standInPulumi({});
    const bin = join(folder, 'only');
    await mkdir(bin);
    await writeFile(join(bin, 'npx'), `#!/bin/sh\n${npx}\n`, { mode: 0o755 });
    const environment = { HOME: folder, PATH: `${bin}:/usr/bin:/bin` };
    const said: string[] = [];
    const found = findPulumi(environment, (line) => said.push(line));
    return { folder, found, said };
  }

  test('is fetched with npx where there is none', async () => {
    const { folder, found, said } = await withoutPulumi(`
echo "$@" "$PULUMI_VERSION" > "$HOME/asked"
mkdir -p "$HOME/.pulumi/versions/$PULUMI_VERSION/bin"
cp "$HOME/pulumi" "$HOME/.pulumi/versions/$PULUMI_VERSION/bin"`);
    const { program, version, environment } = await found;
    const bin = join(folder, '.pulumi/versions', pulumiVersion, 'bin');
    expect(await readFile(join(folder, 'asked'), 'utf8')).toBe(
      `--yes pulumi@${pulumiVersion} version ${pulumiVersion}\n`,
    );
    expect(program).toBe(join(bin, 'pulumi'));
    expect(version).toBe(pulumiVersion);
    // Its language hosts lie beside it.
    expect(environment.PATH?.split(':')[0]).toBe(bin);
    expect(said).toHaveLength(1);
  });

  test('that cannot be fetched is asked for', async () => {
    const { found } = await withoutPulumi('echo "npm error network" >&2; exit 1');
    await expect(found).rejects.toThrow(
      /expected pulumi on PATH, or npx to get pulumi@.*npx ended with code 1: npm error network\. Install it: https/,
    );
  });
});

describe('A plan', () => {
  const urn = (rest: string) => `urn:pulumi:dev::rollover::${rest}`;

  test('has what differs, each resource once', () => {
    const document = {
      config: { 'aws:region': 'eu-central-1' },
      steps: [
        { op: 'same', urn: urn('pulumi:pulumi:Stack::rollover-dev'), detailedDiff: null },
        {
          op: 'update',
          urn: urn('aws:ec2/launchTemplate:LaunchTemplate::rollover'),
          diffReasons: ['imageId', 'metadataOptions'],
          detailedDiff: {
            'metadataOptions.httpTokens': { kind: 'update', inputDiff: false },
            imageId: { kind: 'update', inputDiff: false },
          },
        },
        {
          op: 'replace',
          urn: urn('command:local:Command::rollover-rollout'),
          diffReasons: ['triggers'],
          replaceReasons: ['triggers'],
          detailedDiff: null,
        },
        {
          op: 'create',
          urn: urn('awsx:ec2:Vpc$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet::a::b'),
          detailedDiff: null,
        },
        { op: 'create', urn: urn('pulumi:providers:aws::default_7_48_0') },
        { op: 'read', urn: urn('aws:ec2/vpc:Vpc::x') },
        { op: 'delete', urn: urn('aws:sns/topic:Topic::alarms') },
        { op: 'create-replacement', urn: urn('aws:lb/targetGroup:TargetGroup::t') },
        { op: 'delete-replaced', urn: urn('aws:lb/targetGroup:TargetGroup::t') },
      ],
      changeSummary: { same: 1, update: 1 },
    };
    const text = `Downloading pulumi...\n{"level": 1}x\n${JSON.stringify(document, undefined, 4)}\nwarning: a new version\n`;
    expect(parsePlan(text)).toEqual({
      changes: [
        {
          name: 'rollover',
          type: 'aws:ec2/launchTemplate:LaunchTemplate',
          operation: 'update',
          properties: ['imageId', 'metadataOptions.httpTokens'],
        },
        {
          name: 'rollover-rollout',
          type: 'command:local:Command',
          operation: 'replace',
          properties: ['triggers'],
        },
        { name: 'a::b', type: 'aws:ec2/subnet:Subnet', operation: 'create', properties: [] },
        { name: 'alarms', type: 'aws:sns/topic:Topic', operation: 'delete', properties: [] },
        { name: 't', type: 'aws:lb/targetGroup:TargetGroup', operation: 'replace', properties: [] },
      ],
      errors: [],
    });
  });

  test('of nothing is empty, and none at all is an error', () => {
    expect(parsePlan('{}')).toEqual({ changes: [], errors: [] });
    expect(() => parsePlan('panic: oh\n')).toThrow('expected a JSON document, got panic: oh');
  });
});
