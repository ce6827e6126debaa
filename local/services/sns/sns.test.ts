import { SNS } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { snsTables } from '../../store/sns.ts';
import { serveApi } from '../../testing/serveApi.ts';
import { sns } from './sns.ts';

const TopicArn = 'arn:aws:sns:eu-central-1:000000000000:alarms';

async function serveTopic() {
  const api = await serveApi(sns);
  const client = new SNS(api.client);
  await client.createTopic({ Name: 'alarms', Tags: [{ Key: 'app', Value: 'rollover' }] });
  const attributes = async () => (await client.getTopicAttributes({ TopicArn })).Attributes ?? {};
  return { store: api.store, sns: client, attributes };
}

test('A topic has a policy, and counts its subscriptions', async () => {
  const { attributes } = await serveTopic();
  const { Policy = '', EffectiveDeliveryPolicy = '', ...others } = await attributes();
  expect(others).toEqual({
    ...{ TopicArn, Owner: '000000000000', DisplayName: '' },
    ...{ SubscriptionsConfirmed: '0', SubscriptionsPending: '0', SubscriptionsDeleted: '0' },
  });
  expect(JSON.parse(Policy)).toMatchObject({
    Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Resource: TopicArn }],
  });
  expect(JSON.parse(EffectiveDeliveryPolicy)).toHaveProperty('http');
});

test('One that is made again is the same, unless it is to be another', async () => {
  const { sns: client } = await serveTopic();
  expect((await client.createTopic({ Name: 'alarms' })).TopicArn).toBe(TopicArn);
  await expect(
    client.createTopic({ Name: 'alarms', Attributes: { DisplayName: 'x' } }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await expect(
    client.createTopic({ Name: 'alarms', Tags: [{ Key: 'a', Value: 'b' }] }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  expect((await client.listTopics({})).Topics).toEqual([{ TopicArn }]);
});

test('Attributes are set one by one, and a policy that is emptied is the default', async () => {
  const { sns: client, attributes } = await serveTopic();
  const set = (AttributeName: string, AttributeValue: string) =>
    client.setTopicAttributes({ TopicArn, AttributeName, AttributeValue });
  const before = await attributes();
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  await set('DisplayName', 'Alarms');
  await set('Policy', Policy);
  await set('KmsMasterKeyId', 'alias/aws/sns');
  expect(await attributes()).toMatchObject({
    ...{ DisplayName: 'Alarms', Policy, KmsMasterKeyId: 'alias/aws/sns' },
  });
  await set('Policy', '');
  await set('KmsMasterKeyId', '');
  expect(await attributes()).toEqual({ ...before, DisplayName: 'Alarms' });
  for (const [name, value] of [
    ['Owner', 'me'],
    ['Policy', '{'],
    ['Policy', '{}'],
  ] as const) {
    await expect(set(name, value)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  }
});

test('Whoever subscribes by mail stays pending, since nothing is sent', async () => {
  const { sns: client, attributes } = await serveTopic();
  const mail = { TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' };
  expect((await client.subscribe(mail)).SubscriptionArn).toBe('pending confirmation');
  const { SubscriptionArn } = await client.subscribe({ ...mail, ReturnSubscriptionArn: true });
  const queue = 'arn:aws:sqs:eu-central-1:000000000000:alarms';
  const sqs = await client.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: queue });
  expect((await client.listSubscriptionsByTopic({ TopicArn })).Subscriptions).toEqual([
    { ...mail, Owner: '000000000000', SubscriptionArn: 'PendingConfirmation' },
    {
      ...{ TopicArn, Protocol: 'sqs', Endpoint: queue, Owner: '000000000000' },
      SubscriptionArn: sqs.SubscriptionArn,
    },
  ]);
  expect(await attributes()).toMatchObject({
    ...{ SubscriptionsConfirmed: '1', SubscriptionsPending: '1' },
  });
  await client.setSubscriptionAttributes({
    ...{ SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue: '{}' },
  });
  expect((await client.getSubscriptionAttributes({ SubscriptionArn })).Attributes).toMatchObject({
    ...{ PendingConfirmation: 'true', FilterPolicy: '{}', Endpoint: 'ops@example.com', TopicArn },
  });
  await expect(client.confirmSubscription({ TopicArn, Token: 'a' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining('delivers no messages'),
  });
  await client.unsubscribe({ SubscriptionArn });
  await expect(client.getSubscriptionAttributes({ SubscriptionArn })).rejects.toMatchObject({
    name: 'NotFoundException',
  });
  expect((await client.listSubscriptions({})).Subscriptions).toHaveLength(1);
});

test.each([
  ['pigeon', 'ops@example.com'],
  ['email', 'ops'],
  ['https', 'http://example.com'],
])('Refuses to subscribe %s %s', async (Protocol, Endpoint) => {
  const { sns: client } = await serveTopic();
  await expect(client.subscribe({ TopicArn, Protocol, Endpoint })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});

test('What is published is kept, the newest thousand', async () => {
  const { sns: client, store } = await serveTopic();
  const { messages } = snsTables(store);
  for (let count = 0; count < 1000; count += 1) {
    const MessageId = `old-${count}`;
    messages.put(MessageId, { MessageId, TopicArn, Message: '', publishedAt: new Date(0) });
  }
  const { MessageId } = await client.publish({ TopicArn, Subject: 'ALARM', Message: 'Too hot' });
  expect(messages.list()).toHaveLength(1000);
  expect(messages.get('old-0')).toBeUndefined();
  expect(messages.get(MessageId ?? '')).toMatchObject({
    ...{ TopicArn, Subject: 'ALARM', Message: 'Too hot' },
    publishedAt: new Date('2026-01-01T00:00:00Z'),
  });
  const json = { TopicArn, MessageStructure: 'json' };
  await client.publish({ ...json, Message: '{"default":"for all","sqs":"for queues"}' });
  expect(messages.list().at(-1)?.Message).toBe('for all');
  for (const input of [
    { TopicArn, Message: '' },
    { TopicArn, Message: 'a', Subject: 'two\nlines' },
    { ...json, Message: '{}' },
    { TopicArn: 'alarms', Message: 'a' },
  ]) {
    await expect(client.publish(input)).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  }
});

test('Topics have tags', async () => {
  const { sns: client } = await serveTopic();
  const ResourceArn = TopicArn;
  await client.tagResource({ ResourceArn, Tags: [{ Key: 'stack', Value: 'dev' }] });
  await client.untagResource({ ResourceArn, TagKeys: ['app'] });
  expect((await client.listTagsForResource({ ResourceArn })).Tags).toEqual([
    { Key: 'stack', Value: 'dev' },
  ]);
  await expect(
    client.listTagsForResource({ ResourceArn: `${TopicArn}-none` }),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('A topic goes with its subscriptions; to delete none is no error', async () => {
  const { sns: client } = await serveTopic();
  await client.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' });
  await client.deleteTopic({ TopicArn });
  await client.deleteTopic({ TopicArn });
  expect((await client.listSubscriptions({})).Subscriptions).toEqual([]);
  await expect(client.getTopicAttributes({ TopicArn })).rejects.toMatchObject({
    name: 'NotFoundException',
  });
  await expect(client.createTopic({ Name: 'no spaces' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});
