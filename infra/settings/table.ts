// Every setting of a stack, by what it is about. The program's settings, the checks of them and
// docs/settings.md are all made of this table.

import { appSettings, fleetSettings } from './fleet.ts';
import { loadBalancerSettings, networkSettings } from './network.ts';
import { alarmSettings, rolloutSettings } from './rollout.ts';
import type { Setting } from './setting.ts';

export const settingGroups = {
  Fleet: fleetSettings,
  App: appSettings,
  'Load balancer': loadBalancerSettings,
  Network: networkSettings,
  Rollout: rolloutSettings,
  Alarms: alarmSettings,
} as const;

type Table = typeof fleetSettings &
  typeof appSettings &
  typeof loadBalancerSettings &
  typeof networkSettings &
  typeof rolloutSettings &
  typeof alarmSettings;

export type SettingKey = keyof Table;
export type SettingValues = { readonly [Key in SettingKey]: Table[Key]['default'] };

export type Settings = SettingValues & {
  /** The stack's name, such as `dev`. */
  readonly stack: string;
  /** `aws:region` */
  readonly region: string;
};

export const settingTable: readonly (readonly [SettingKey, Setting<unknown>])[] = Object.values(
  settingGroups,
  // Object.entries widens the keys.
).flatMap((group) => Object.entries(group) as [SettingKey, Setting<unknown>][]);

/** Keys of the same files that are the bake's (scripts/lib/stackSettings.ts), and none of ours. */
export const settingsOfOthers = [
  'baseImage',
  'baseImageOwner',
  'builderSubnetId',
  'callerAddress',
  'localRegion',
  'ssmAgent',
] as const;

type Rule = {
  readonly keys: readonly SettingKey[];
  readonly expected: string;
  readonly holds: (values: SettingValues) => boolean;
};

/** What settings have to be to each other; said only of those that are right by themselves. */
export const rules: readonly Rule[] = [
  {
    keys: ['minSize', 'maxSize'],
    expected: 'at most maxSize',
    holds: ({ minSize, maxSize }) => minSize <= maxSize,
  },
  {
    keys: ['healthCheckTimeoutSeconds', 'healthCheckIntervalSeconds'],
    expected: 'below healthCheckIntervalSeconds',
    holds: (values) => values.healthCheckTimeoutSeconds < values.healthCheckIntervalSeconds,
  },
  {
    keys: ['maxHealthyPercent', 'minHealthyPercent'],
    expected: 'at most 100 above minHealthyPercent',
    holds: ({ minHealthyPercent, maxHealthyPercent }) =>
      maxHealthyPercent - minHealthyPercent <= 100,
  },
  {
    keys: ['rolloutDeadlineSeconds', 'warmUpSeconds', 'bakeSeconds', 'canaryPauseSeconds'],
    expected: 'above the sum of warmUpSeconds, bakeSeconds and, with a canary, canaryPauseSeconds',
    holds: (values) =>
      values.rolloutDeadlineSeconds >
      values.warmUpSeconds +
        values.bakeSeconds +
        (values.canaryPercent === undefined ? 0 : values.canaryPauseSeconds),
  },
  {
    keys: ['domain', 'hostedZoneId'],
    expected: 'both, or neither',
    holds: ({ domain, hostedZoneId }) => (domain === undefined) === (hostedZoneId === undefined),
  },
  {
    keys: ['alarmCpuLowPercent', 'alarmCpuHighPercent'],
    expected: 'below alarmCpuHighPercent',
    holds: (values) => values.alarmCpuLowPercent < values.alarmCpuHighPercent,
  },
  {
    keys: ['alarmMemoryLowPercent', 'alarmMemoryHighPercent'],
    expected: 'below alarmMemoryHighPercent',
    holds: (values) => values.alarmMemoryLowPercent < values.alarmMemoryHighPercent,
  },
];
