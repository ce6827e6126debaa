// The table of the app's messages.

import * as aws from '@pulumi/aws';
import type { Settings } from './config.ts';
import { tagsOf } from './tags.ts';

export function createDatabase(settings: Settings): aws.dynamodb.Table {
  const { deletionProtection } = settings;
  return new aws.dynamodb.Table(
    'rollover-messages',
    {
      billingMode: 'PAY_PER_REQUEST',
      // As webapp/messages/dynamoDb.ts has it.
      hashKey: 'board',
      rangeKey: 'id',
      attributes: [
        { name: 'board', type: 'S' },
        { name: 'id', type: 'S' },
      ],
      pointInTimeRecovery: { enabled: true },
      // With AWS's key for the account instead of DynamoDB's own, so that CloudTrail shows its use.
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: deletionProtection,
      tags: tagsOf(settings, 'messages'),
    },
    { protect: deletionProtection },
  );
}
