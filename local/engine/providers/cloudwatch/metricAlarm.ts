// aws:cloudwatch/metricAlarm:MetricAlarm, of one metric.

import type { MetricAlarm, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import type { Properties } from '../../provider.ts';
import type { Aws, AwsOf } from '../aws.ts';
import { hasToken, tagChanges, tagged, tagList, tagsOf } from '../ec2/tags.ts';
import { fromMembers, toMembers } from '../members.ts';
import type { Table, Values } from '../properties.ts';
import { resourceType } from '../resourceType.ts';

const text = { is: 'string' } as const;
const number = { is: 'number' } as const;
const actions = { is: 'set' } as const;

/** Under AWS's names; each put sets them all. */
const settings = {
  comparisonOperator: { is: 'string', required: true },
  evaluationPeriods: { is: 'number', required: true },
  actionsEnabled: { is: 'boolean', default: true },
  alarmActions: actions,
  alarmDescription: text,
  datapointsToAlarm: number,
  evaluateLowSampleCountPercentiles: {
    is: 'string',
    computed: true,
    as: 'EvaluateLowSampleCountPercentile',
  },
  extendedStatistic: text,
  insufficientDataActions: actions,
  metricName: { is: 'string', required: true },
  namespace: { is: 'string', required: true },
  okActions: { ...actions, as: 'OKActions' },
  period: { is: 'number', required: true },
  statistic: text,
  threshold: { is: 'number', required: true },
  treatMissingData: { is: 'string', default: 'missing' },
  unit: text,
} as const satisfies Table;

const properties = {
  name: { is: 'string', replaces: true, computed: true },
  ...settings,
  dimensions: { is: 'map' },
  ...tagged,
} as const satisfies Table;

const oneMetric =
  'expected nothing: alarms here are of one metric; to support more, add it in ' +
  'local/engine/providers/cloudwatch/metricAlarm.ts';

export const metricAlarm = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'cloudwatch/metricAlarm.ts',
    properties,
    refuses: { metricQueries: oneMetric, thresholdMetricId: oneMetric },
    check: checkStatistic,
    identity: ['name'],
    name: { of: 'name' },
    gone: ['ResourceNotFound', 'ResourceNotFoundException'],
    async create(inputs, aws, token) {
      await put(inputs.name ?? '', inputs, aws, token);
      return inputs.name ?? '';
    },
    async find({ name = '' }, aws, token) {
      const arn = (await describe(name, aws))?.AlarmArn;
      return arn !== undefined && hasToken(await listTags(arn, aws), token) ? name : undefined;
    },
    async read(name, aws) {
      const found = await describe(name, aws);
      if (!found) return undefined;
      const { Dimensions = [], AlarmArn = '' } = found;
      return {
        ...fromMembers(settings, { ...found }),
        arn: AlarmArn,
        name,
        treatMissingData: found.TreatMissingData ?? 'missing',
        dimensions: Object.fromEntries(Dimensions.map(({ Name = '', Value }) => [Name, Value])),
        ...tagsOf(await listTags(AlarmArn, aws)),
      };
    },
    changes: [
      {
        of: [
          // Of a literal's own keys, which Object.keys forgets.
          ...(Object.keys(settings) as (keyof typeof settings)[]),
          'dimensions',
        ],
        apply: (name, news, aws) => put(name, news, aws),
      },
      {
        of: ['tags'],
        async apply(name, news, aws, olds) {
          const ResourceARN = (await describe(name, aws))?.AlarmArn;
          const { removed, set } = tagChanges(olds.tags, news.tags);
          if (removed.length > 0) {
            await aws.cloudWatch.untagResource({ ResourceARN, TagKeys: removed });
          }
          if (set.length > 0) await aws.cloudWatch.tagResource({ ResourceARN, Tags: set });
        },
      },
    ],
    delete: (name, { cloudWatch }) => cloudWatch.deleteAlarms({ AlarmNames: [name] }),
  });

/** Tags are taken of a new alarm alone. */
function put(AlarmName: string, inputs: Values<typeof properties>, aws: Aws, token?: string) {
  return aws.cloudWatch.putMetricAlarm({
    // The table's names are those of the members, which the tests prove.
    ...(toMembers(settings, inputs) as Omit<PutMetricAlarmCommandInput, 'AlarmName'>),
    AlarmName,
    Dimensions: Object.entries(inputs.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
    Tags: token === undefined ? undefined : tagList(inputs.tags, token),
  });
}

async function describe(name: string, { cloudWatch }: Aws): Promise<MetricAlarm | undefined> {
  const { MetricAlarms } = await cloudWatch.describeAlarms({
    AlarmNames: [name],
    AlarmTypes: ['MetricAlarm'],
  });
  return MetricAlarms?.[0];
}

async function listTags(ResourceARN: string, { cloudWatch }: Aws) {
  return (await cloudWatch.listTagsForResource({ ResourceARN })).Tags;
}

function checkStatistic({ statistic, extendedStatistic }: Properties): string[] {
  if (statistic === undefined && extendedStatistic === undefined) {
    return ['statistic: expected this or extendedStatistic, got neither'];
  }
  const isOneKnown = typeof statistic === 'string' && typeof extendedStatistic === 'string';
  const isBoth = isOneKnown && statistic !== extendedStatistic;
  return isBoth ? ['statistic: expected this or extendedStatistic, got both'] : [];
}
