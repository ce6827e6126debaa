// The alarms as data: what each watches, when it fires, what it means and what to do about it.
// alarms.ts makes resources of them, docs/alarms.md is generated from them.

import type { Settings } from './config.ts';

export type AlarmKey =
  | 'target-3xx'
  | 'target-4xx'
  | 'target-5xx'
  | 'load-balancer-5xx'
  | 'response-time'
  | 'unhealthy-hosts'
  | 'too-few-in-service'
  | 'cpu-high'
  | 'cpu-low'
  | 'memory-high'
  | 'memory-low';

type NumericSetting = {
  [Key in keyof Settings]: Settings[Key] extends number ? Key : never;
}[keyof Settings];

export type Alarm = {
  readonly key: AlarmKey;
  readonly namespace: 'AWS/ApplicationELB' | 'AWS/AutoScaling' | 'AWS/EC2' | 'Rollover';
  readonly metricName: string;
  /** Whose metric it is. */
  readonly of: 'targets' | 'loadBalancer' | 'group';
  /** Of CloudWatch: a statistic, or a percentile such as `p95`. */
  readonly statistic: 'Average' | 'Minimum' | 'Sum' | 'p95';
  readonly unit: 'responses' | '%' | 's' | 'instances';
  readonly periodSeconds: 60 | 300;
  /** How many of how many periods have to breach the threshold. */
  readonly periods: readonly [breaching: number, of: number];
  readonly fires: 'above' | 'below';
  /** A setting, or zero. */
  readonly threshold: NumericSetting | 0;
  readonly missingData: 'breaching' | 'notBreaching';
  /** Why the missing of data is taken so. */
  readonly whyMissingData: string;
  readonly means: string;
  readonly whatToDo: string;
};

const responses = {
  namespace: 'AWS/ApplicationELB',
  statistic: 'Sum',
  unit: 'responses',
  periodSeconds: 300,
  // Of one period alone it would go off and fire once more from the same errors: five minutes move on by
  // one, and with a few errors in the newest they are OK; once it has none, those before decide again.
  periods: [1, 2],
  fires: 'above',
  missingData: 'notBreaching',
  whyMissingData: 'The load balancer reports a count only when it is not zero',
} as const;

const load = {
  of: 'group',
  statistic: 'Average',
  unit: '%',
  periodSeconds: 300,
  missingData: 'notBreaching',
} as const;

const memory = {
  ...load,
  namespace: 'Rollover',
  metricName: 'mem_used_percent',
  whyMissingData:
    'An agent that does not report is no lack of memory; other alarms see a dead host',
} as const;

const cpu = {
  ...load,
  namespace: 'AWS/EC2',
  metricName: 'CPUUtilization',
  whyMissingData: 'A group without instances has no load; too-few-in-service sees that',
} as const;

export const alarmTable: readonly Alarm[] = [
  {
    ...responses,
    key: 'target-3xx',
    metricName: 'HTTPCode_Target_3XX_Count',
    of: 'targets',
    threshold: 'alarm3xxPer5Minutes',
    means: 'The app redirects more than it should: it has no redirects of its own.',
    whatToDo:
      'Ask for the paths that the log shows with status 3xx. If a release began it, roll back.',
  },
  {
    ...responses,
    key: 'target-4xx',
    metricName: 'HTTPCode_Target_4XX_Count',
    of: 'targets',
    threshold: 'alarm4xxPer5Minutes',
    means: 'Clients send what the app refuses: a broken link, a changed API, or a scan.',
    whatToDo:
      'Group the log by path and client. One client: a scan, leave it. One path, since a release: roll back.',
  },
  {
    ...responses,
    key: 'target-5xx',
    metricName: 'HTTPCode_Target_5XX_Count',
    of: 'targets',
    threshold: 'alarm5xxPer5Minutes',
    means: 'The app fails to answer requests: a defect of it, or the table refuses it.',
    whatToDo: 'Roll back if a release is new. Else read the errors in the log, by release.',
  },
  {
    ...responses,
    key: 'load-balancer-5xx',
    metricName: 'HTTPCode_ELB_5XX_Count',
    of: 'loadBalancer',
    threshold: 'alarmLoadBalancer5xxPer5Minutes',
    means:
      'The load balancer itself answers 502, 503 or 504: no target, or one that closed or was too slow.',
    whatToDo:
      '503: no healthy target, see unhealthy-hosts. 502: the app dies or closes connections. 504: it hangs.',
  },
  {
    key: 'response-time',
    namespace: 'AWS/ApplicationELB',
    metricName: 'TargetResponseTime',
    of: 'targets',
    statistic: 'p95',
    unit: 's',
    periodSeconds: 60,
    periods: [3, 5],
    fires: 'above',
    threshold: 'alarmResponseTimeSeconds',
    missingData: 'notBreaching',
    whyMissingData: 'No request, no response time',
    means: 'One request in twenty waits longer than it should.',
    whatToDo:
      'CPU high too: more instances, or a larger type. Else the table: look for ThrottledRequests of DynamoDB.',
  },
  {
    key: 'unhealthy-hosts',
    namespace: 'AWS/ApplicationELB',
    metricName: 'UnHealthyHostCount',
    of: 'targets',
    // A minute that was unhealthy from end to end: instances that boot are unhealthy for seconds.
    statistic: 'Minimum',
    unit: 'instances',
    periodSeconds: 60,
    periods: [2, 3],
    fires: 'above',
    threshold: 0,
    missingData: 'notBreaching',
    whyMissingData: 'Without targets there is no count; too-few-in-service sees that',
    means: 'An instance fails its health check for minutes: the app is down or hangs on it.',
    whatToDo:
      'Auto Scaling replaces it. If the new one fails too, the release is broken: roll back; the log stream named by the instance id says why.',
  },
  {
    key: 'too-few-in-service',
    namespace: 'AWS/AutoScaling',
    metricName: 'GroupInServiceInstances',
    of: 'group',
    statistic: 'Minimum',
    unit: 'instances',
    periodSeconds: 60,
    periods: [5, 5],
    fires: 'below',
    threshold: 'minSize',
    missingData: 'breaching',
    whyMissingData: 'A group that reports nothing is gone, or its metrics are',
    means:
      'Fewer instances than the minimum serve, and Auto Scaling has not mended it in 5 minutes.',
    whatToDo:
      "Read the group's activity history: a quota, no capacity for the type in a zone, or an image that is gone.",
  },
  {
    ...cpu,
    key: 'cpu-high',
    periods: [3, 3],
    fires: 'above',
    threshold: 'alarmCpuHighPercent',
    means: 'The fleet has been busy for 15 minutes, beyond the target that it scales at.',
    whatToDo: 'At its maximum: raise maxSize. Below it: see why instances do not start.',
  },
  {
    ...cpu,
    key: 'cpu-low',
    periods: [12, 12],
    fires: 'below',
    threshold: 'alarmCpuLowPercent',
    means: 'The fleet has had little to do for an hour: it costs more than the traffic asks for.',
    whatToDo: 'Normal at minSize by night. If it stays, take a smaller type; keep minSize at 2.',
  },
  {
    ...memory,
    key: 'memory-high',
    periods: [3, 3],
    fires: 'above',
    threshold: 'alarmMemoryHighPercent',
    means: 'Little memory is left: a leak, or a type that is too small.',
    whatToDo:
      'Growing since a release: a leak, roll back. Else a type with more memory. systemd stops the app at 75 % of its own.',
  },
  {
    ...memory,
    key: 'memory-low',
    periods: [12, 12],
    fires: 'below',
    threshold: 'alarmMemoryLowPercent',
    means: 'Most of the memory has been unused for an hour: the type is larger than needed.',
    whatToDo: 'Take a type with less memory, if CPU is low as well.',
  },
];

/** As CloudWatch words them. */
export const comparisons = {
  above: 'GreaterThanThreshold',
  below: 'LessThanThreshold',
} as const;

export function thresholdOf({ threshold }: Alarm, settings: Settings): number {
  return threshold === 0 ? 0 : settings[threshold];
}
