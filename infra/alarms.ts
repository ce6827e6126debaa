// The alarms of alarmTable.ts, and the topic that tells people of them.

import * as aws from '@pulumi/aws';
import { type Alarm, type AlarmKey, alarmTable, comparisons, thresholdOf } from './alarmTable.ts';
import type { Settings } from './config.ts';
import type { Fleet } from './fleet.ts';
import type { LoadBalancer } from './loadBalancer.ts';
import { tagsOf } from './tags.ts';

export type Alarms = {
  readonly topic: aws.sns.Topic;
  readonly alarms: ReadonlyMap<AlarmKey, aws.cloudwatch.MetricAlarm>;
  /** Those that undo a rollout. */
  readonly guards: readonly aws.cloudwatch.MetricAlarm[];
};

type Watched = { readonly fleet: Fleet; readonly loadBalancer: LoadBalancer };

export function createAlarms(settings: Settings, watched: Watched): Alarms {
  const topic = createTopic(settings);
  const alarms = new Map(
    alarmTable.map((alarm) => [alarm.key, createAlarm(settings, alarm, { ...watched, topic })]),
  );
  const guards = settings.rolloutAlarms.flatMap((key) => alarms.get(key) ?? []);
  return { topic, alarms, guards };
}

function createTopic(settings: Settings): aws.sns.Topic {
  const topic = new aws.sns.Topic('rollover-alarms', { tags: tagsOf(settings, 'alarms') });
  if (settings.alarmEmail !== undefined) {
    new aws.sns.TopicSubscription('rollover-alarms-email', {
      topic: topic.arn,
      protocol: 'email',
      endpoint: settings.alarmEmail,
    });
  }
  return topic;
}

function createAlarm(
  settings: Settings,
  alarm: Alarm,
  { topic, ...watched }: Watched & { readonly topic: aws.sns.Topic },
): aws.cloudwatch.MetricAlarm {
  const { key, statistic, periods } = alarm;
  const [datapointsToAlarm, evaluationPeriods] = periods;
  return new aws.cloudwatch.MetricAlarm(`rollover-${key}`, {
    alarmDescription: `${alarm.means} ${alarm.whatToDo}`,
    namespace: alarm.namespace,
    metricName: alarm.metricName,
    dimensions: dimensionsOf(alarm, watched),
    ...(statistic === 'p95' ? { extendedStatistic: statistic } : { statistic }),
    period: alarm.periodSeconds,
    evaluationPeriods,
    datapointsToAlarm,
    comparisonOperator: comparisons[alarm.fires],
    threshold: thresholdOf(alarm, settings),
    treatMissingData: alarm.missingData,
    alarmActions: [topic.arn],
    okActions: [topic.arn],
    tags: tagsOf(settings, key),
  });
}

function dimensionsOf(
  { of }: Alarm,
  { fleet, loadBalancer: { loadBalancer, targetGroup } }: Watched,
): Record<string, aws.autoscaling.Group['name']> {
  const LoadBalancer = loadBalancer.arnSuffix;
  switch (of) {
    case 'group':
      return { AutoScalingGroupName: fleet.group.name };
    case 'loadBalancer':
      return { LoadBalancer };
    case 'targets':
      return { LoadBalancer, TargetGroup: targetGroup.arnSuffix };
  }
}
