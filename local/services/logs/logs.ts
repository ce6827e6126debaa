// CloudWatch Logs: groups, streams and events. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/

import * as client from '@aws-sdk/client-cloudwatch-logs';
import { defineService } from '../../wire/service.ts';
import type { Context, RegionService } from '../shared/context.ts';
import { filterLogEventsOperations } from './filterLogEvents.ts';
import { getLogEventsOperations } from './getLogEvents.ts';
import { logGroupOperations } from './logGroups.ts';
import { logStreamOperations } from './logStreams.ts';
import { putLogEventsOperations } from './putLogEvents.ts';

export const logs: RegionService = defineService<Context, typeof client>(
  client,
  {
    signingName: 'logs',
    version: '2014-03-28',
    protocols: ['awsJson1_1'],
    xmlNamespace: 'http://logs.amazonaws.com/doc/2014-03-28/',
    target: 'Logs_20140328',
    isGlobal: false,
  },
  {
    ...logGroupOperations,
    ...logStreamOperations,
    ...putLogEventsOperations,
    ...getLogEventsOperations,
    ...filterLogEventsOperations,
  },
);
