// Topics as the operations find and show them.

import { type SubscriptionRow, snsTables, type TopicRow } from '../../store/sns.ts';
import type { Context } from '../shared/context.ts';
import { invalidParameter, topicNotFound } from './errors.ts';

export const pendingConfirmation = 'PendingConfirmation';

export function topicArn({ regionName, accountId }: Context, name: string): string {
  return `arn:aws:sns:${regionName}:${accountId}:${name}`;
}

/** @throws AwsError `InvalidParameter` for what is no topic's ARN, else `NotFound` */
export function requireTopic({ store }: Context, TopicArn = ''): TopicRow {
  if (!/^arn:aws:sns:[\w-]+:\d{12}:[\w-]{1,256}(\.fifo)?$/.test(TopicArn)) {
    throw invalidParameter('TopicArn');
  }
  const row = snsTables(store).topics.get(TopicArn);
  if (!row) throw topicNotFound();
  return row;
}

export function subscriptionsOf({ store }: Context, TopicArn: string): SubscriptionRow[] {
  return snsTables(store)
    .subscriptions.list()
    .filter((row) => row.TopicArn === TopicArn);
}

/** What GetTopicAttributes says of a topic that was not told otherwise. */
export function defaultAttributes(
  context: Context,
  TopicArn: string,
): Readonly<Record<string, string>> {
  return {
    TopicArn,
    Owner: context.accountId,
    DisplayName: '',
    Policy: JSON.stringify(defaultPolicy(context, TopicArn)),
    EffectiveDeliveryPolicy: JSON.stringify(defaultDeliveryPolicy),
  };
}

/** As AWS gives a topic that has none: those who act for the account may use it. */
function defaultPolicy({ accountId }: Context, TopicArn: string) {
  const actions = ['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission'];
  const others = ['DeleteTopic', 'Subscribe', 'ListSubscriptionsByTopic', 'Publish'];
  return {
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [...actions, ...others].map((action) => `SNS:${action}`),
        Resource: TopicArn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  };
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html */
const defaultDeliveryPolicy = {
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
};
