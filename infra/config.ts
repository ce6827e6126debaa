// The settings of the stack, out of Pulumi.<stack>.yaml: the only file that reads Pulumi's configuration.
// All that is wrong is said at once, before there is any resource.

import * as pulumi from '@pulumi/pulumi';
import {
  rules,
  type SettingKey,
  type Settings,
  settingsOfOthers,
  settingTable,
} from './settings/table.ts';

export type { Settings } from './settings/table.ts';

/** Every key as Pulumi has it, such as `rollover:minSize`, with the text that stands there. */
export type RawConfig = Readonly<Record<string, string>>;

/** @throws pulumi.RunError with all that is wrong */
export function readSettings(): Settings {
  return parseSettings(pulumi.runtime.allConfig(), pulumi.getStack());
}

const namespace = 'rollover:';
const regionPattern = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

/** @throws pulumi.RunError with all that is wrong */
export function parseSettings(config: RawConfig, stack: string): Settings {
  const problems: string[] = [];
  const wrong = new Set<SettingKey>();

  const region = config['aws:region'] ?? '';
  if (!regionPattern.test(region)) {
    const got = config['aws:region'] === undefined ? 'nothing' : JSON.stringify(region);
    problems.push(`aws:region: expected a region, such as eu-central-1, got ${got}`);
  }
  const values = settingTable.map(([key, { form, default: preset }]) => {
    const text = config[`${namespace}${key}`];
    if (text === undefined) return [key, preset];
    const value = form.parse(text);
    if (value === undefined) {
      wrong.add(key);
      problems.push(`${namespace}${key}: expected ${form.expected}, got ${JSON.stringify(text)}`);
    }
    return [key, value];
  });
  // The table has every key, and each form gives the type of its default.
  const settings = { ...Object.fromEntries(values), stack, region } as Settings;
  problems.push(...findBrokenRules(settings, wrong), ...findUnknownKeys(config));

  if (problems.length === 0) return settings;
  const list = problems.map((problem) => `\n  ${problem}`).join('');
  throw new pulumi.RunError(
    `Pulumi.${stack}.yaml has ${problems.length} problem(s):${list}\nEvery setting stands in docs/settings.md.`,
  );
}

function findBrokenRules(settings: Settings, wrong: ReadonlySet<SettingKey>): string[] {
  return rules
    .filter(({ keys, holds }) => !keys.some((key) => wrong.has(key)) && !holds(settings))
    .map(({ keys, expected }) => {
      const got = keys.map((key) => `${key} ${settings[key] ?? 'none'}`).join(', ');
      return `${namespace}${keys[0]}: expected ${expected}, got ${got}`;
    });
}

function findUnknownKeys(config: RawConfig): string[] {
  const known = new Set<string>([...settingTable.map(([key]) => key), ...settingsOfOthers]);
  return Object.keys(config)
    .filter((key) => key.startsWith(namespace))
    .map((key) => key.slice(namespace.length))
    .filter((key) => !known.has(key))
    .map((key) => `${namespace}${key}: expected a setting that there is, got an unknown one`);
}
