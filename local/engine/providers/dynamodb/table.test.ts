import { expect, test } from 'vitest';
import { live } from '../testing/lifecycle.ts';
import { serveProviders } from '../testing/serveProviders.ts';

const token = 'aws:dynamodb/table:Table';
const inputs = {
  billingMode: 'PAY_PER_REQUEST',
  hashKey: 'board',
  rangeKey: 'id',
  attributes: [
    { name: 'id', type: 'S' },
    { name: 'board', type: 'S' },
  ],
  pointInTimeRecovery: { enabled: true },
  serverSideEncryption: { enabled: true },
  ttl: { attributeName: 'until', enabled: true },
  tags: { app: 'rollover' },
};

test('Table lives', async () => {
  const { outputs } = await live(await serveProviders(), {
    token,
    inputs,
    updates: [
      { pointInTimeRecovery: { enabled: false } },
      { pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 7 } },
      { serverSideEncryption: undefined },
      { ttl: undefined },
      { deletionProtectionEnabled: true },
      { deletionProtectionEnabled: undefined, tags: { app: 'other' } },
    ],
    replacements: [{ hashKey: 'id' }, { name: 'messages' }],
  });
  expect(outputs).toMatchObject({
    name: expect.stringMatching(/^instances-[0-9a-f]{7}$/),
    arn: expect.stringContaining(':table/instances-'),
    deletionProtectionEnabled: false,
    tableClass: 'STANDARD',
  });
});

test('Table that is protected stays', async () => {
  const { typeOf, creating, context } = await serveProviders();
  const { create, delete: remove, read } = typeOf(token);
  const made = await create({ ...inputs, deletionProtectionEnabled: true }, creating());
  await expect(remove(made.id, made.outputs, context)).rejects.toThrow('protected');
  expect(await read(made.id, made.outputs, context)).toEqual(made.outputs);
});
