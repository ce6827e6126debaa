import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadGraph } from './graph.ts';
import { inputsOf } from './testing/graphs.ts';

test('The table is paid by use, can be restored to any second, and has the keys that the app uses', async () => {
  expect(inputsOf(await loadGraph(), 'Table')).toMatchObject({
    billingMode: 'PAY_PER_REQUEST',
    hashKey: 'board',
    rangeKey: 'id',
    attributes: [
      { name: 'board', type: 'S' },
      { name: 'id', type: 'S' },
    ],
    pointInTimeRecovery: { enabled: true },
    serverSideEncryption: { enabled: true },
    deletionProtectionEnabled: true,
  });
  const app = readFileSync(join(import.meta.dirname, '../webapp/messages/dynamoDb.ts'), 'utf8');
  expect(app).toContain('partition key `board` (S), sort key `id` (S)');
});
