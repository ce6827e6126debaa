// Subscriptions. Whoever has to confirm one is asked by a message that is never delivered, so that those
// stay pending; queues and functions of the account need no confirmation.
// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html

import { randomUUID } from 'node:crypto';
import type { Subscription } from '@aws-sdk/client-sns';
import { type SubscriptionRow, snsTables } from '../../store/sns.ts';
import type { Context } from '../shared/context.ts';
import { invalidParameter, subscriptionNotFound } from './errors.ts';
import { page } from './pages.ts';
import type { SnsOperations } from './service.ts';
import { pendingConfirmation, requireTopic, subscriptionsOf } from './topicRows.ts';

/** What an endpoint looks like, by protocol. */
const endpoints: Readonly<Record<string, RegExp>> = {
  email: /^[^@\s]+@[^@\s]+$/,
  'email-json': /^[^@\s]+@[^@\s]+$/,
  http: /^http:\/\/\S+$/,
  https: /^https:\/\/\S+$/,
  sms: /^\+?[\d-]{5,20}$/,
  sqs: /^arn:aws:sqs:\S+$/,
  lambda: /^arn:aws:lambda:\S+$/,
  firehose: /^arn:aws:firehose:\S+$/,
  application: /^arn:aws:sns:\S+$/,
};
const confirmedProtocols = ['sqs', 'lambda', 'firehose', 'application', 'sms'];
const settable = [
  ...['DeliveryPolicy', 'FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery'],
  ...['RedrivePolicy', 'ReplayPolicy', 'SubscriptionRoleArn'],
];

export const subscriptionOperations: SnsOperations = {
  Subscribe(input, context) {
    const { Protocol = '', Endpoint = '', Attributes = {}, ReturnSubscriptionArn } = input;
    const { TopicArn } = requireTopic(context, input.TopicArn);
    const pattern = endpoints[Protocol];
    if (!pattern)
      throw invalidParameter(`Amazon SNS does not support this protocol string: ${Protocol}`);
    if (!pattern.test(Endpoint))
      throw invalidParameter(`Invalid ${Protocol} endpoint: ${Endpoint}`);
    for (const name of Object.keys(Attributes)) checkAttributeName(name);
    const existing = subscriptionsOf(context, TopicArn).find(
      (row) => row.Protocol === Protocol && row.Endpoint === Endpoint,
    );
    const row = existing ?? {
      SubscriptionArn: `${TopicArn}:${randomUUID()}`,
      TopicArn,
      Protocol,
      Endpoint,
      Owner: context.accountId,
      attributes: {
        RawMessageDelivery: 'false',
        ConfirmationWasAuthenticated: String(confirmedProtocols.includes(Protocol)),
        [pendingConfirmation]: String(!confirmedProtocols.includes(Protocol)),
        SubscriptionPrincipal: context.identity.Arn,
        ...Attributes,
      },
    };
    snsTables(context.store).subscriptions.put(row.SubscriptionArn, row);
    const isHidden = isPending(row) && ReturnSubscriptionArn !== true;
    return { SubscriptionArn: isHidden ? 'pending confirmation' : row.SubscriptionArn };
  },

  /** No token was ever sent. */
  ConfirmSubscription({ TopicArn }, context) {
    requireTopic(context, TopicArn);
    throw invalidParameter('Token: the local region delivers no messages, and so no tokens');
  },

  Unsubscribe({ SubscriptionArn = '' }, context) {
    if (!SubscriptionArn.startsWith('arn:')) throw invalidParameter('SubscriptionArn');
    snsTables(context.store).subscriptions.delete(SubscriptionArn);
    return {};
  },

  GetSubscriptionAttributes({ SubscriptionArn }, context) {
    const { attributes, ...row } = requireSubscription(context, SubscriptionArn);
    return { Attributes: { ...row, ...attributes } };
  },

  SetSubscriptionAttributes(input, context) {
    const { SubscriptionArn, AttributeName = '', AttributeValue = '' } = input;
    const row = requireSubscription(context, SubscriptionArn);
    checkAttributeName(AttributeName);
    const { [AttributeName]: _, ...others } = row.attributes;
    const attributes =
      AttributeValue === '' ? others : { ...others, [AttributeName]: AttributeValue };
    snsTables(context.store).subscriptions.put(row.SubscriptionArn, { ...row, attributes });
    return {};
  },

  ListSubscriptions({ NextToken }, context) {
    return listed(snsTables(context.store).subscriptions.list(), NextToken);
  },

  ListSubscriptionsByTopic({ TopicArn, NextToken }, context) {
    const { TopicArn: arn } = requireTopic(context, TopicArn);
    return listed(subscriptionsOf(context, arn), NextToken);
  },
};

function checkAttributeName(name: string): void {
  if (!settable.includes(name)) throw invalidParameter('AttributeName');
}

function requireSubscription({ store }: Context, SubscriptionArn = ''): SubscriptionRow {
  const row = snsTables(store).subscriptions.get(SubscriptionArn);
  if (!row) throw subscriptionNotFound();
  return row;
}

function isPending({ attributes }: SubscriptionRow): boolean {
  return attributes[pendingConfirmation] === 'true';
}

function listed(rows: readonly SubscriptionRow[], token: string | undefined) {
  const { items, nextToken } = page(rows, ({ SubscriptionArn }) => SubscriptionArn, token);
  return { Subscriptions: items.map(shown), NextToken: nextToken };
}

function shown(row: SubscriptionRow): Subscription {
  const { attributes: _, ...subscription } = row;
  const SubscriptionArn = isPending(row) ? pendingConfirmation : row.SubscriptionArn;
  return { ...subscription, SubscriptionArn };
}
