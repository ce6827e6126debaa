// Amazon Simple Notification Service: topics, and who has subscribed to them. Nothing leaves this machine:
// what would have been delivered is kept in the records.
// https://docs.aws.amazon.com/sns/latest/api/

import * as client from '@aws-sdk/client-sns';
import { defineService } from '../../wire/service.ts';
import type { Context, RegionService } from '../shared/context.ts';
import { publishOperations } from './publish.ts';
import { subscriptionOperations } from './subscriptions.ts';
import { tagOperations } from './tags.ts';
import { topicOperations } from './topics.ts';

export const sns: RegionService = defineService<Context, typeof client>(
  client,
  {
    signingName: 'sns',
    version: '2010-03-31',
    protocols: ['awsQuery'],
    xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    target: 'AmazonSimpleNotificationService',
    isGlobal: false,
  },
  { ...topicOperations, ...subscriptionOperations, ...publishOperations, ...tagOperations },
);
