// aws:sns/topicSubscription:TopicSubscription. An email's is made and pending; its reader confirms it, or not.

import { type Aws, type AwsOf, errorCode } from '../aws.ts';
import { left } from '../deletion.ts';
import type { Table, Values } from '../properties.ts';
import { resourceType } from '../resourceType.ts';

/** Attributes, each set by a call of its own. */
const attributes = {
  deliveryPolicy: { is: 'document', as: 'DeliveryPolicy' },
  filterPolicy: { is: 'document', as: 'FilterPolicy' },
  filterPolicyScope: { is: 'string', computed: true, as: 'FilterPolicyScope' },
  redrivePolicy: { is: 'document', as: 'RedrivePolicy' },
} as const satisfies Table;

const properties = {
  topic: { is: 'string', required: true, replaces: true },
  protocol: { is: 'string', required: true, replaces: true },
  endpoint: { is: 'string', required: true, replaces: true },
  rawMessageDelivery: { is: 'boolean', default: false },
  confirmationTimeoutInMinutes: { is: 'number', default: 1 },
  endpointAutoConfirms: { is: 'boolean', default: false },
  ...attributes,
} as const satisfies Table;

// Of a literal's own keys, which Object.keys forgets.
const attributeNames = Object.keys(attributes) as readonly (keyof typeof attributes)[];

export const topicSubscription = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'sns/topicSubscription.ts',
    properties,
    kept: ['confirmationTimeoutInMinutes', 'endpointAutoConfirms'],
    gone: ['NotFoundException'],
    // The same one again, if there is one: another create finds it.
    create: subscribe,
    async find(inputs, aws) {
      const { topic: TopicArn, protocol, endpoint } = inputs;
      const { Subscriptions } = await aws.sns.listSubscriptionsByTopic({ TopicArn });
      const found = Subscriptions?.find(
        ({ Protocol, Endpoint }) => Protocol === protocol && Endpoint === endpoint,
      );
      // The list does not have the ARN of one that is pending.
      const isPending = found && !found.SubscriptionArn?.startsWith('arn:');
      return isPending ? subscribe(inputs, aws) : found?.SubscriptionArn;
    },
    isUnmarked: true,
    async read(SubscriptionArn, { sns }) {
      const { Attributes = {} } = await sns.getSubscriptionAttributes({ SubscriptionArn });
      const values = attributeNames.map((name) => [name, Attributes[attributes[name].as]]);
      return {
        ...Object.fromEntries(values),
        arn: SubscriptionArn,
        topic: Attributes.TopicArn,
        protocol: Attributes.Protocol,
        endpoint: Attributes.Endpoint,
        ownerId: Attributes.Owner,
        rawMessageDelivery: Attributes.RawMessageDelivery === 'true',
        pendingConfirmation: Attributes.PendingConfirmation === 'true',
        confirmationWasAuthenticated: Attributes.ConfirmationWasAuthenticated === 'true',
      };
    },
    changes: [
      ...attributeNames.map((name) => ({
        of: [name],
        apply: (
          arn: string,
          { [name]: value = '' }: { readonly [Name in typeof name]?: string | undefined },
          aws: Aws,
        ) => setAttribute(arn, attributes[name].as, value, aws),
      })),
      {
        of: ['rawMessageDelivery'],
        apply: (arn, { rawMessageDelivery }, aws) =>
          setAttribute(arn, 'RawMessageDelivery', String(rawMessageDelivery), aws),
      },
    ],
    async delete(SubscriptionArn, { sns }) {
      try {
        return await sns.unsubscribe({ SubscriptionArn });
      } catch (error) {
        // It goes by itself, in three days or with its topic.
        if (errorCode(error) === 'InvalidParameterException' && isPending(error)) return left;
        throw error;
      }
    },
  });

/** Gives the ARN also of one that is not confirmed yet. */
async function subscribe(
  { topic, protocol, endpoint }: Values<typeof properties>,
  { sns }: Aws,
): Promise<string> {
  const { SubscriptionArn = '' } = await sns.subscribe({
    TopicArn: topic,
    Protocol: protocol,
    Endpoint: endpoint,
    ReturnSubscriptionArn: true,
  });
  return SubscriptionArn;
}

function setAttribute(
  SubscriptionArn: string,
  AttributeName: string,
  AttributeValue: string,
  { sns }: Aws,
) {
  return sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName, AttributeValue });
}

function isPending(error: unknown): boolean {
  return error instanceof Error && /pending confirmation/i.test(error.message);
}
