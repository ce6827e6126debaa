import { expect, test } from 'vitest';
import { live } from '../testing/lifecycle.ts';
import { serveProviders } from '../testing/serveProviders.ts';

test('LogGroup lives', async () => {
  const { outputs } = await live(await serveProviders(), {
    token: 'aws:cloudwatch/logGroup:LogGroup',
    inputs: { name: 'rollover-logs', retentionInDays: 30, tags: { app: 'rollover' } },
    updates: [{ retentionInDays: 7 }, { tags: { app: 'other' } }, { retentionInDays: 0 }],
    replacements: [{ name: 'rollover-other' }],
  });
  expect(outputs).toMatchObject({
    arn: 'arn:aws:logs:eu-central-1:000000000000:log-group:rollover-logs',
    retentionInDays: 30,
  });
});
