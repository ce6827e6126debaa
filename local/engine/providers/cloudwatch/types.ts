// CloudWatch's types of resources, by their tokens.

import type { AwsOf } from '../aws.ts';
import { dashboard } from './dashboard.ts';
import { metricAlarm } from './metricAlarm.ts';

export const cloudWatchTypes = (awsOf: AwsOf) => ({
  'aws:cloudwatch/dashboard:Dashboard': dashboard(awsOf),
  'aws:cloudwatch/metricAlarm:MetricAlarm': metricAlarm(awsOf),
});
