// Amazon CloudWatch: metrics, alarms and dashboards. Alarms of metric math, composite alarms, anomaly
// detection and metric streams are not built.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/

import * as client from '@aws-sdk/client-cloudwatch';
import { defineService } from '../../wire/service.ts';
import { constrained } from '../shared/constraints.ts';
import type { Context, RegionService } from '../shared/context.ts';
import { alarmOperations } from './alarms.ts';
import { dashboardOperations } from './dashboards.ts';
import { describeAlarmOperations } from './describeAlarms.ts';
import { listMetricsOperations } from './listMetrics.ts';
import { memberConstraints } from './members.ts';
import { metricDataOperations } from './metricData.ts';
import { metricStatisticsOperations } from './metricStatistics.ts';
import { putMetricDataOperations } from './putMetricData.ts';
import { tagOperations } from './tags.ts';

export const cloudWatch: RegionService = defineService<Context, typeof client>(
  client,
  {
    signingName: 'monitoring',
    version: '2010-08-01',
    protocols: ['awsJson1_0', 'rpcv2Cbor', 'awsQuery'],
    xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    target: 'GraniteServiceVersion20100801',
    isGlobal: false,
  },
  constrained('ValidationError', memberConstraints, {
    ...alarmOperations,
    ...describeAlarmOperations,
    ...dashboardOperations,
    ...putMetricDataOperations,
    ...metricDataOperations,
    ...metricStatisticsOperations,
    ...listMetricsOperations,
    ...tagOperations,
  }),
);
