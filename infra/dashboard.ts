// The dashboard: traffic, latency, codes, fleet, CPU and memory, and which release answered how often.

import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Alarms } from './alarms.ts';
import type { Settings } from './config.ts';
import type { Fleet } from './fleet.ts';
import type { LoadBalancer } from './loadBalancer.ts';

type Shown = {
  readonly fleet: Fleet;
  readonly loadBalancer: LoadBalancer;
  readonly alarms: Alarms;
  readonly logGroup: aws.cloudwatch.LogGroup;
};

/** What the widgets name. */
type Names = {
  readonly region: string;
  readonly group: string;
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly logGroup: string;
  readonly alarmArns: readonly string[];
};

export type Dashboard = {
  readonly name: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
};

export function createDashboard(settings: Settings, shown: Shown): Dashboard {
  const { stack, region } = settings;
  const { loadBalancer, targetGroup } = shown.loadBalancer;
  const names = pulumi.output({
    region,
    group: shown.fleet.group.name,
    loadBalancer: loadBalancer.arnSuffix,
    targetGroup: targetGroup.arnSuffix,
    logGroup: shown.logGroup.name,
    alarmArns: [...shown.alarms.alarms.values()].map(({ arn }) => arn),
  });
  const { dashboardName: name } = new aws.cloudwatch.Dashboard('rollover', {
    dashboardName: `rollover-${stack}`,
    dashboardBody: names.apply((found) => JSON.stringify({ widgets: widgets(found) })),
  });
  const url = pulumi.interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;
  return { name, url };
}

type Metric = readonly [
  namespace: string,
  name: string,
  ...rest: (string | { readonly stat: string; readonly label?: string })[],
];

/** Two columns; a dashboard is 24 units wide. */
function widgets(names: Names): readonly object[] {
  const { region, logGroup, alarmArns } = names;
  const charts = [...metricCharts(names), releaseChart(region, logGroup)];
  return [
    { type: 'alarm', x: 0, y: 0, width: 24, height: 3, properties: { alarms: alarmArns } },
    ...charts.map((chart, index) => ({
      ...chart,
      x: (index % 2) * 12,
      y: 3 + Math.floor(index / 2) * 6,
      width: 12,
      height: 6,
    })),
  ];
}

function metricCharts({ region, group, loadBalancer, targetGroup }: Names): readonly object[] {
  const ofBalancer = ['LoadBalancer', loadBalancer];
  const ofTargets = ['TargetGroup', targetGroup, ...ofBalancer];
  const ofGroup = ['AutoScalingGroupName', group];
  const elb = (name: string, stat: string, dimensions = ofTargets): Metric => [
    'AWS/ApplicationELB',
    name,
    ...dimensions,
    { stat },
  ];
  const inGroup = (name: string): Metric => [
    'AWS/AutoScaling',
    name,
    ...ofGroup,
    { stat: 'Average' },
  ];
  const chart = (title: string, metrics: readonly Metric[]) => ({
    type: 'metric',
    properties: { title, region, metrics, period: 60, view: 'timeSeries' },
  });
  return [
    chart('Requests', [elb('RequestCount', 'Sum'), elb('RequestCountPerTarget', 'Sum')]),
    chart(
      'Response time, s',
      ['p50', 'p95', 'p99'].map(
        (stat): Metric => [
          'AWS/ApplicationELB',
          'TargetResponseTime',
          ...ofTargets,
          { stat, label: stat },
        ],
      ),
    ),
    chart('Answers', [
      ...[2, 3, 4, 5].map((code) => elb(`HTTPCode_Target_${code}XX_Count`, 'Sum')),
      elb('HTTPCode_ELB_5XX_Count', 'Sum', ofBalancer),
    ]),
    chart('Targets', [elb('HealthyHostCount', 'Minimum'), elb('UnHealthyHostCount', 'Maximum')]),
    chart(
      'Fleet',
      ['InService', 'Pending', 'Terminating'].map((s) => inGroup(`Group${s}Instances`)),
    ),
    chart('CPU and memory, %', [
      ['AWS/EC2', 'CPUUtilization', ...ofGroup, { stat: 'Average' }],
      ['Rollover', 'mem_used_percent', ...ofGroup, { stat: 'Average' }],
    ]),
  ];
}

/** Out of the log, where each request stands with its release. */
function releaseChart(region: string, logGroup: string): object {
  const query = `SOURCE '${logGroup}' | filter ispresent(release) | stats count(*) by bin(1m), release`;
  return {
    type: 'log',
    properties: { title: 'Log lines by release', region, query, view: 'timeSeries', stacked: true },
  };
}
