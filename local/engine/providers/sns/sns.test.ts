import { expect, test } from 'vitest';
import { live } from '../testing/lifecycle.ts';
import { serveProviders } from '../testing/serveProviders.ts';

const topicToken = 'aws:sns/topic:Topic';
const subscriptionToken = 'aws:sns/topicSubscription:TopicSubscription';

test('Topic lives', async () => {
  const { id, outputs } = await live(await serveProviders(), {
    token: topicToken,
    inputs: { tags: { app: 'rollover' } },
    updates: [{ displayName: 'Alarms' }, { tags: { app: 'other' } }, { displayName: undefined }],
    replacements: [{ name: 'alarms' }, { namePrefix: 'alarms-' }],
  });
  expect(id).toBe(outputs.arn);
  expect(outputs).toMatchObject({
    name: expect.stringMatching(/^instances-[0-9a-f]{7}$/),
    owner: '000000000000',
    policy: expect.stringContaining('Version'),
  });
});

test('TopicSubscription lives, though its reader never confirms it', async () => {
  const served = await serveProviders();
  const topic = await served.make(topicToken, { name: 'alarms' });
  const { outputs } = await live(served, {
    token: subscriptionToken,
    inputs: { topic, protocol: 'email', endpoint: 'ops@example.com' },
    replacements: [{ endpoint: 'other@example.com' }, { protocol: 'email-json' }, { topic: 'arn' }],
  });
  expect(outputs).toMatchObject({ pendingConfirmation: true, ownerId: '000000000000' });
});

test('A subscription has settings, which are compared by what they mean', async () => {
  const served = await serveProviders();
  const topic = await served.make(topicToken, { name: 'alarms' });
  const endpoint = 'arn:aws:sqs:eu-central-1:000000000000:alarms';
  await live(served, {
    token: subscriptionToken,
    inputs: { topic, protocol: 'sqs', endpoint },
    updates: [
      { rawMessageDelivery: true, filterPolicy: '{"kind": ["alarm"]}' },
      { filterPolicy: undefined, rawMessageDelivery: undefined },
    ],
  });
});
