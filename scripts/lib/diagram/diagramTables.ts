// What docs/ says of the stack's settings, alarms, costs and resources, as Markdown.

import { type Alarm, alarmTable, thresholdOf } from '../../../infra/alarmTable.ts';
import { parseSettings } from '../../../infra/config.ts';
import { monthlyCosts } from '../../../infra/costs.ts';
import type { Graph } from '../../../infra/graph.ts';
import type { Setting } from '../../../infra/settings/setting.ts';
import { settingGroups } from '../../../infra/settings/table.ts';

const defaults = parseSettings({ 'aws:region': 'us-east-1' }, 'dev');

export function settingsTables(): string {
  return Object.entries(settingGroups)
    .map(([name, group]) => `## ${name}\n\n${settingsTable(Object.entries(group))}`)
    .join('\n');
}

function settingsTable(settings: readonly (readonly [string, Setting<unknown>])[]): string {
  return markdownTable(
    ['setting', 'default', 'what it is', 'accepts', 'costs per month'],
    settings.map(([key, { default: preset, unit, description, form, monthlyCost }]) => [
      `\`${key}\``,
      describeDefault(preset, unit),
      description,
      form.expected,
      monthlyCost ?? '',
    ]),
  );
}

function describeDefault(value: unknown, unit: string | undefined): string {
  if (value === undefined) return unit === undefined ? 'none' : `none (${unit})`;
  const text = Array.isArray(value) ? value.join(',') : String(value);
  return unit === undefined ? `\`${text}\`` : `\`${text}\` ${unit}`;
}

export function alarmSections(): string {
  return alarmTable.map(alarmSection).join('\n');
}

function alarmSection(alarm: Alarm): string {
  const { key, means, whatToDo, missingData, whyMissingData } = alarm;
  const taken = missingData === 'breaching' ? 'counts as a breach' : 'counts as none';
  return `## ${key}

${means}

- **Fires** when ${condition(alarm)}.
- **Do**: ${whatToDo}
- **Missing data** ${taken}. ${whyMissingData}.
`;
}

function condition(alarm: Alarm): string {
  const { fires, statistic, metricName, namespace, unit, periods, periodSeconds, threshold } =
    alarm;
  const [breaching, of] = periods;
  const minutes = periodSeconds / 60;
  const span = minutes === 1 ? 'minutes' : `periods of ${minutes} minutes`;
  const setting = threshold === 0 ? '' : ` (\`${threshold}\`)`;
  return (
    `the ${statistic.toLowerCase()} of \`${metricName}\` in ${namespace} is ${fires} ` +
    `${thresholdOf(alarm, defaults)} ${unit}${setting} in ${breaching} of ${of} ${span}`
  );
}

export function costTable(): string {
  const ways = (['nat', 'nat-per-zone', 'endpoints'] as const).map((wayOut) => ({
    wayOut,
    costs: monthlyCosts({ ...defaults, wayOut }),
  }));
  const items = [...new Set(ways.flatMap(({ costs }) => costs.map(({ item }) => item)))];
  const cell = (dollars: number | undefined) => (dollars === undefined ? '' : dollars.toFixed(2));
  return markdownTable(
    ['$ per month', ...ways.map(({ wayOut }) => `\`${wayOut}\``)],
    [
      ...items.map((item) => [
        item,
        ...ways.map(({ costs }) => cell(costs.find((cost) => cost.item === item)?.dollars)),
      ]),
      [
        '**Sum**',
        ...ways.map(
          ({ costs }) =>
            `**${cell(costs.reduce((sum, { dollars = Number.NaN }) => sum + dollars, 0))}**`,
        ),
      ],
    ],
  );
}

/** One line for each resource, in a fixed order, so that a review sees what a change adds and removes. */
export function resourceTable({ resources }: Graph): string {
  return markdownTable(
    ['type', 'name', 'depends on', ''],
    resources.map(({ type, name, dependsOn, isProtected, ignoreChanges }) => [
      type,
      name,
      dependsOn.map((key) => key.replace(/^.*:/, '')).join(', '),
      [
        ...(isProtected ? ['protected'] : []),
        ...ignoreChanges.map((property) => `ignores ${property}`),
      ].join(', '),
    ]),
  );
}

/** Which properties the program sets on which type: what a provider has to know. */
export function propertyTable(graphs: readonly Graph[]): string {
  const byType = Map.groupBy(
    graphs.flatMap(({ resources }) => resources),
    ({ type }) => type,
  );
  return markdownTable(
    ['type', 'properties'],
    [...byType]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([type, resources]) => [
        type,
        [...new Set(resources.flatMap(({ inputs }) => Object.keys(inputs)))].sort().join(', '),
      ]),
  );
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |\n`,
  );
  return lines.join('');
}
