// Log groups: what they are called, how long they keep, and their tags.

import type * as client from '@aws-sdk/client-cloudwatch-logs';
import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { deleteStream, type LogGroupRow, logGroups, streamsOf } from '../../store/logs.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Handlers } from '../../wire/service.ts';
import type { Context } from '../shared/context.ts';
import { paginate } from '../shared/pagination.ts';
import { failsConstraint, groupNameOf, invalid, requireGroup } from './groupRows.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionDays = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827],
  ...[2192, 2557, 2922, 3288, 3653],
];
const maxTags = 50;

export const logGroupOperations: Handlers<Context, typeof client> = {
  CreateLogGroup(input, context) {
    const { logGroupName = '', logGroupClass = 'STANDARD', kmsKeyId, tags = {} } = input;
    const groups = logGroups(context.store);
    if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(logGroupName)) {
      throw failsConstraint(
        logGroupName,
        'logGroupName',
        'satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+',
      );
    }
    if (groups.get(logGroupName)) {
      throw new AwsError(
        'ResourceAlreadyExistsException',
        'The specified log group already exists',
      );
    }
    const logGroupArn = groupArn(context, logGroupName);
    groups.put(logGroupName, {
      logGroupName,
      logGroupClass,
      logGroupArn,
      arn: `${logGroupArn}:*`,
      creationTime: context.now().getTime(),
      metricFilterCount: 0,
      storedBytes: 0,
      ...(kmsKeyId !== undefined && { kmsKeyId }),
      tags: mergeTags({}, tags),
    });
    return {};
  },

  DescribeLogGroups(input, { store }) {
    const { logGroupNamePrefix = '', logGroupNamePattern = '' } = input;
    const rows = logGroups(store)
      .list()
      .filter(({ logGroupName }) => logGroupName.startsWith(logGroupNamePrefix))
      .filter(({ logGroupName }) =>
        logGroupName.toLowerCase().includes(logGroupNamePattern.toLowerCase()),
      )
      .sort((a, b) => (a.logGroupName < b.logGroupName ? -1 : 1));
    const { items, nextToken } = paginate(
      rows,
      ({ logGroupName, creationTime }) => `${logGroupName} ${creationTime}`,
      { token: input.nextToken, size: input.limit },
      { min: 1, max: 50, name: 'limit', code: 'InvalidParameterException' },
      'InvalidParameterException',
    );
    return { logGroups: items.map((row) => shown(store, row)), nextToken };
  },

  PutRetentionPolicy({ logGroupName, retentionInDays = 0 }, { store }) {
    const row = requireGroup(store, logGroupName);
    if (!retentionDays.includes(retentionInDays)) {
      throw invalid(
        `Expected retentionInDays to be one of ${retentionDays.join(', ')}, got ${retentionInDays}`,
      );
    }
    logGroups(store).put(row.logGroupName, { ...row, retentionInDays });
    return {};
  },

  DeleteRetentionPolicy({ logGroupName }, { store }) {
    const { retentionInDays: _, ...row } = requireGroup(store, logGroupName);
    logGroups(store).put(row.logGroupName, row);
    return {};
  },

  DeleteLogGroup({ logGroupName }, { store }) {
    const row = requireGroup(store, logGroupName);
    for (const stream of streamsOf(store, row.logGroupName)) deleteStream(store, stream);
    logGroups(store).delete(row.logGroupName);
    return {};
  },

  TagResource({ resourceArn, tags = {} }, { store }) {
    const row = requireGroup(store, groupNameOf(resourceArn));
    logGroups(store).put(row.logGroupName, { ...row, tags: mergeTags(row.tags, tags) });
    return {};
  },

  UntagResource({ resourceArn, tagKeys = [] }, { store }) {
    const row = requireGroup(store, groupNameOf(resourceArn));
    const tags = Object.entries(row.tags).filter(([key]) => !tagKeys.includes(key));
    logGroups(store).put(row.logGroupName, { ...row, tags: Object.fromEntries(tags) });
    return {};
  },

  ListTagsForResource: ({ resourceArn }, { store }) => ({
    tags: { ...requireGroup(store, groupNameOf(resourceArn)).tags },
  }),
};

function groupArn({ regionName, accountId }: Context, name: string): string {
  return `arn:aws:logs:${regionName}:${accountId}:log-group:${name}`;
}

function mergeTags(
  existing: Readonly<Record<string, string>>,
  added: Readonly<Record<string, string>>,
): Record<string, string> {
  const reserved = Object.keys(added).find((key) => /^aws:/i.test(key));
  if (reserved !== undefined) throw invalid(`Tag keys may not begin with aws: '${reserved}'`);
  const merged = { ...existing, ...added };
  if (Object.keys(merged).length <= maxTags) return merged;
  throw new AwsError('TooManyTagsException', `A log group can have up to ${maxTags} tags`);
}

/** AWS brings storedBytes up to date within a day. */
function shown(store: Context['store'], { tags: _, ...row }: LogGroupRow): LogGroup {
  const streams = streamsOf(store, row.logGroupName);
  return { ...row, storedBytes: streams.reduce((sum, { keptBytes }) => sum + keptBytes, 0) };
}
