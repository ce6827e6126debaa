// SNS's records, and what it would have delivered.

import { randomUUID } from 'node:crypto';
import type { Tag } from '@aws-sdk/client-sns';
import type { Store } from './store.ts';

/** Where the region lists what it would have sent. */
export const messagesPath = '/_region/messages';

export type TopicRow = {
  readonly TopicArn: string;
  /** As GetTopicAttributes shows them, counts apart. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly Tags: readonly Tag[];
};

export type SubscriptionRow = {
  readonly SubscriptionArn: string;
  readonly TopicArn: string;
  readonly Protocol: string;
  readonly Endpoint: string;
  readonly Owner: string;
  readonly attributes: Readonly<Record<string, string>>;
};

/** A message that was published: nothing leaves this machine. */
export type MessageRow = {
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Subject?: string;
  readonly Message: string;
  readonly publishedAt: Date;
};

export type SnsTables = ReturnType<typeof snsTables>;

/** Keyed by ARN, messages by id. */
export function snsTables(store: Store) {
  return {
    topics: store.table<TopicRow>('sns.topic'),
    subscriptions: store.table<SubscriptionRow>('sns.subscription'),
    messages: store.table<MessageRow>('sns.message'),
  };
}

const keptMessages = 1000;

/** Keeps a message that would have been delivered, and drops the oldest when there are many. */
export function publishMessage(
  store: Store,
  message: Omit<MessageRow, 'MessageId' | 'publishedAt'>,
  now: Date,
): string {
  const { messages } = snsTables(store);
  const MessageId = randomUUID();
  messages.put(MessageId, { ...message, MessageId, publishedAt: now });
  const all = messages.list();
  for (const old of all.slice(0, Math.max(0, all.length - keptMessages))) {
    messages.delete(old.MessageId);
  }
  return MessageId;
}
