// Topics and their attributes.
// https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html

import { snsTables, type TopicRow } from '../../store/sns.ts';
import { invalidParameter } from './errors.ts';
import { page } from './pages.ts';
import type { SnsOperations } from './service.ts';
import { mergeTags } from './tags.ts';
import {
  defaultAttributes,
  pendingConfirmation,
  requireTopic,
  subscriptionsOf,
  topicArn,
} from './topicRows.ts';

/** Those that callers may set. */
const settable = [
  ...['DisplayName', 'Policy', 'DeliveryPolicy', 'KmsMasterKeyId', 'SignatureVersion'],
  ...['TracingConfig', 'FifoTopic', 'ContentBasedDeduplication', 'ArchivePolicy'],
  'FifoThroughputScope',
];
const feedback =
  /^(HTTP|SQS|Lambda|Firehose|Application)(Success|Failure)Feedback(RoleArn|SampleRate)$/;
const documents = ['Policy', 'DeliveryPolicy', 'ArchivePolicy'];

export const topicOperations: SnsOperations = {
  /** One of the name, with the same attributes and tags, is given as if it were new. */
  CreateTopic({ Name = '', Attributes = {}, Tags }, context) {
    const { topics } = snsTables(context.store);
    const isFifo = Attributes.FifoTopic === 'true';
    if (!/^[\w-]{1,256}$/.test(isFifo ? Name.replace(/\.fifo$/, '') : Name)) {
      throw invalidParameter('Topic Name');
    }
    for (const [name, value] of Object.entries(Attributes)) checkAttribute(name, value);
    const TopicArn = topicArn(context, Name);
    const tags = mergeTags([], Tags);
    const existing = topics.get(TopicArn);
    if (existing) {
      checkSame(existing, Attributes, Tags && tags);
    } else {
      const attributes = { ...defaultAttributes(context, TopicArn), ...withPolicies(Attributes) };
      topics.put(TopicArn, { TopicArn, attributes, Tags: tags });
    }
    return { TopicArn };
  },

  /** Silent where there is none. */
  DeleteTopic({ TopicArn = '' }, context) {
    const { topics, subscriptions } = snsTables(context.store);
    for (const { SubscriptionArn } of subscriptionsOf(context, TopicArn)) {
      subscriptions.delete(SubscriptionArn);
    }
    topics.delete(TopicArn);
    return {};
  },

  GetTopicAttributes({ TopicArn }, context) {
    const { attributes, TopicArn: arn } = requireTopic(context, TopicArn);
    const subscriptions = subscriptionsOf(context, arn);
    const pending = subscriptions.filter(
      (row) => row.attributes[pendingConfirmation] === 'true',
    ).length;
    return {
      Attributes: {
        ...attributes,
        SubscriptionsConfirmed: String(subscriptions.length - pending),
        SubscriptionsPending: String(pending),
        SubscriptionsDeleted: '0',
      },
    };
  },

  SetTopicAttributes({ TopicArn, AttributeName = '', AttributeValue = '' }, context) {
    const row = requireTopic(context, TopicArn);
    checkAttribute(AttributeName, AttributeValue);
    const { [AttributeName]: _, ...others } = row.attributes;
    const changed = withPolicies({ [AttributeName]: AttributeValue });
    // Policies that are emptied are AWS's own again.
    const defaults = defaultAttributes(context, row.TopicArn);
    const isEmpty = AttributeValue === '';
    const attributes = isEmpty ? { ...defaults, ...others } : { ...others, ...changed };
    snsTables(context.store).topics.put(row.TopicArn, { ...row, attributes });
    return {};
  },

  ListTopics({ NextToken }, { store }) {
    const all = snsTables(store).topics.list();
    const { items, nextToken } = page(all, ({ TopicArn }) => TopicArn, NextToken);
    return { Topics: items.map(({ TopicArn }) => ({ TopicArn })), NextToken: nextToken };
  },
};

function checkAttribute(name: string, value: string): void {
  if (!settable.includes(name) && !feedback.test(name)) throw invalidParameter('AttributeName');
  if (name === 'DisplayName' && value.length > 100) {
    throw invalidParameter('DisplayName Reason: must be at most 100 characters long');
  }
  if (!documents.includes(name) || value === '') return;
  const document = parsed(name, value);
  if (name === 'Policy' && !('Statement' in document)) {
    throw invalidParameter('Policy Error: Policy statement must be present');
  }
}

function parsed(name: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {}
  throw invalidParameter(`${name} Error: null`);
}

function withPolicies(attributes: Readonly<Record<string, string>>) {
  const { DeliveryPolicy } = attributes;
  return {
    ...attributes,
    ...(DeliveryPolicy && { EffectiveDeliveryPolicy: DeliveryPolicy }),
  };
}

function checkSame(
  row: TopicRow,
  attributes: Readonly<Record<string, string>>,
  tags: TopicRow['Tags'] | undefined,
): void {
  const other = Object.entries(attributes).find(([name, value]) => row.attributes[name] !== value);
  if (other) {
    throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
  }
  if (tags && JSON.stringify(tags) !== JSON.stringify(row.Tags)) {
    throw invalidParameter('Tags Reason: Topic already exists with different tags');
  }
}
