import { expect, test } from 'vitest';
import { live } from '../testing/lifecycle.ts';
import { serveProviders } from '../testing/serveProviders.ts';

const token = 'aws:ssm/parameter:Parameter';
const tags = { app: 'rollover' };

test('Parameter lives', async () => {
  const { outputs } = await live(await serveProviders(), {
    token,
    inputs: { name: '/rollover/dev/release', type: 'String', insecureValue: '{}', tags },
    updates: [
      { insecureValue: '{"ami":"ami-1"}' },
      { description: 'The release', tags: { app: 'other' } },
      { tags: undefined },
    ],
    replacements: [{ name: '/rollover/dev/live' }],
  });
  expect(outputs).toMatchObject({
    arn: 'arn:aws:ssm:eu-central-1:000000000000:parameter/rollover/dev/release',
    version: 1,
    tier: 'Standard',
    dataType: 'text',
  });
});

test('Parameter lives as a secret', async () => {
  const { outputs } = await live(await serveProviders(), {
    token,
    inputs: { name: 'secret', type: 'SecureString', value: 'one' },
    updates: [{ value: 'other' }],
  });
  expect(outputs).toMatchObject({ value: 'one', keyId: 'alias/aws/ssm' });
  expect(outputs).not.toHaveProperty('insecureValue');
});
