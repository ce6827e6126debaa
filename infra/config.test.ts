import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { parseSettings } from './config.ts';
import { settingTable } from './settings/table.ts';

const region = { 'aws:region': 'eu-central-1' };
const parse = (settings: Readonly<Record<string, string>>, base: object = region) =>
  parseSettings({ ...base, ...prefixed(settings) }, 'dev');

/** What is said against settings, line by line. */
function problemsOf(...args: Parameters<typeof parse>): readonly string[] {
  try {
    parse(...args);
  } catch (error) {
    const [first = '', ...lines] = (error as Error).message.split('\n');
    expect(first).toMatch(/^Pulumi\.dev\.yaml has \d+ problem\(s\):$/);
    expect(lines.pop()).toBe('Every setting stands in docs/settings.md.');
    expect(first).toContain(` ${lines.length} `);
    return lines.map((line) => line.trim());
  }
  return [];
}

describe('Settings', () => {
  test('have defaults for everything but the region', () => {
    expect(parse({})).toMatchObject({
      stack: 'dev',
      region: 'eu-central-1',
      instanceType: 't4g.small',
      minSize: 2,
      maxSize: 10,
      cpuTargetPercent: 70,
      requestsPerTarget: undefined,
      wayOut: 'nat',
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      warmUpSeconds: 30,
      drainSeconds: 20,
      bakeSeconds: 60,
      canaryPercent: undefined,
      rolloutAlarms: ['target-5xx', 'unhealthy-hosts'],
      deletionProtection: true,
      loadEnabled: false,
    });
  });

  test('of the bake may stand beside them, and those of other namespaces', () => {
    const config = { 'aws:profile': 'x', 'rollover:baseImage': 'ami-1', 'rollover:ssmAgent': '{}' };
    expect(parseSettings({ ...region, ...config }, 'dev')).not.toHaveProperty('baseImage');
  });

  test('are refused with everything that is wrong, expected and got', () => {
    const wrong = { minSize: '0', wayOut: 'vpn', colour: 'red', domain: 'app.example.com' };
    expect(problemsOf(wrong, { 'aws:region': 'Frankfurt' })).toEqual([
      'aws:region: expected a region, such as eu-central-1, got "Frankfurt"',
      'rollover:minSize: expected an integer from 1 to 1000, got "0"',
      'rollover:wayOut: expected one of nat, nat-per-zone, endpoints, got "vpn"',
      'rollover:domain: expected both, or neither, got domain app.example.com, hostedZoneId none',
      'rollover:colour: expected a setting that there is, got an unknown one',
    ]);
    expect(problemsOf({}, {})).toEqual([
      'aws:region: expected a region, such as eu-central-1, got nothing',
    ]);
  });

  test.each<[string, Record<string, string>]>([
    ['minSize', { minSize: '5', maxSize: '4' }],
    ['healthCheckTimeoutSeconds', { healthCheckTimeoutSeconds: '5' }],
    ['maxHealthyPercent', { minHealthyPercent: '50' }],
    ['rolloutDeadlineSeconds', { rolloutDeadlineSeconds: '90' }],
    ['rolloutDeadlineSeconds', { canaryPercent: '10', canaryPauseSeconds: '3600' }],
    ['domain', { hostedZoneId: 'Z0123456789ABCDEFGHIJ' }],
    ['alarmCpuLowPercent', { alarmCpuLowPercent: '80' }],
    ['alarmMemoryLowPercent', { alarmMemoryHighPercent: '20' }],
  ])('that contradict one another are refused: %s', (key, settings) => {
    expect(problemsOf(settings)).toEqual([expect.stringMatching(`^rollover:${key}: expected `)]);
  });

  test('a contradiction is not said of what is wrong by itself', () => {
    expect(problemsOf({ minSize: 'many', maxSize: '1' })).toHaveLength(1);
  });

  test('that are wrong are all named, and no other', () => {
    const keys = fc.subarray(
      settingTable.map(([key]) => key),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(
        keys,
        fc.constantFrom('', 'Ärger', '-1', '99999999999', '{"a":1}'),
        (wrong, value) => {
          const told = problemsOf(Object.fromEntries(wrong.map((key) => [key, value])));
          const named = told.map((line) => line.split(':')[1]);
          expect(new Set(named)).toEqual(new Set(wrong));
          for (const line of told) expect(line).toContain(`got ${JSON.stringify(value)}`);
        },
      ),
    );
  });
});

test('The table says of each setting all that docs/settings.md needs', () => {
  for (const [key, { description, form, unit }] of settingTable) {
    expect(description, key).toMatch(/^[^|\n]+\.$/);
    expect(form.expected, key).not.toBe('');
    if (/Seconds|Percent|Minutes$|Days|Gib/.test(key)) expect(unit, key).toBeDefined();
  }
});

function prefixed(settings: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [`rollover:${key}`, value]),
  );
}

test.each(['dev', 'local'])("The program's part of Pulumi.%s.yaml is right", (stack) => {
  const file = join(import.meta.dirname, `../Pulumi.${stack}.yaml`);
  const { config } = parseYaml(readFileSync(file, 'utf8'), { schema: 'failsafe' });
  const asPulumiHasIt = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  expect(parseSettings(Object.fromEntries(asPulumiHasIt), stack)).toMatchObject({ stack });
});
