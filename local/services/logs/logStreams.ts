// Log streams: made, deleted, and listed by name or by when they last had an event.

import { createHash } from 'node:crypto';
import type * as client from '@aws-sdk/client-cloudwatch-logs';
import type { LogStream } from '@aws-sdk/client-cloudwatch-logs';
import {
  deleteStream,
  type LogStreamRow,
  logStreams,
  type StreamName,
  streamKey,
  streamsOf,
} from '../../store/logs.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Handlers } from '../../wire/service.ts';
import type { Context } from '../shared/context.ts';
import { paginate } from '../shared/pagination.ts';
import { failsConstraint, identifiedGroup, invalid, requireGroup } from './groupRows.ts';

export const logStreamOperations: Handlers<Context, typeof client> = {
  CreateLogStream(
    { logGroupName = '', logStreamName = '' },
    { store, now, regionName, accountId },
  ) {
    if (!/^[^:*]{1,512}$/.test(logStreamName)) {
      throw failsConstraint(
        logStreamName,
        'logStreamName',
        'satisfy regular expression pattern: [^:*]*',
      );
    }
    requireGroup(store, logGroupName);
    const name = { logGroupName, logStreamName };
    if (logStreams(store).get(streamKey(name))) {
      throw new AwsError(
        'ResourceAlreadyExistsException',
        'The specified log stream already exists',
      );
    }
    const creationTime = now().getTime();
    logStreams(store).put(streamKey(name), {
      ...name,
      creationTime,
      arn: `arn:aws:logs:${regionName}:${accountId}:log-group:${logGroupName}:log-stream:${logStreamName}`,
      storedBytes: 0,
      number: streamNumber(name, creationTime),
      nextSequence: 1,
      keptBytes: 0,
    });
    return {};
  },

  DeleteLogStream({ logGroupName, logStreamName }, { store }) {
    deleteStream(store, requireStream(store, logGroupName, logStreamName));
    return {};
  },

  DescribeLogStreams(input, { store }) {
    const { logStreamNamePrefix, orderBy = 'LogStreamName', descending = false } = input;
    if (orderBy === 'LastEventTime' && logStreamNamePrefix !== undefined) {
      throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
    }
    const { logGroupName } = identifiedGroup(store, input);
    const rows = streamsOf(store, logGroupName)
      .filter(({ logStreamName }) => logStreamName.startsWith(logStreamNamePrefix ?? ''))
      .sort(orderBy === 'LastEventTime' ? byLastEvent : byName);
    const { items, nextToken } = paginate(
      descending ? rows.reverse() : rows,
      ({ number }) => number,
      { token: input.nextToken, size: input.limit },
      { min: 1, max: 50, name: 'limit', code: 'InvalidParameterException' },
      'InvalidParameterException',
    );
    return { logStreams: items.map(shown), nextToken };
  },
};

/** @throws AwsError ResourceNotFoundException for the group, or else for the stream */
export function requireStream(
  store: Context['store'],
  logGroupName = '',
  logStreamName = '',
): LogStreamRow {
  requireGroup(store, logGroupName);
  const row = logStreams(store).get(streamKey({ logGroupName, logStreamName }));
  if (row) return row;
  throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
}

/** Another for a stream that is made again under a name. */
function streamNumber(name: StreamName, creationTime: number): string {
  const digest = createHash('sha256')
    .update(`${streamKey(name)} ${creationTime}`)
    .digest();
  return String(digest.readUIntBE(0, 6) % 10 ** 12).padStart(12, '0');
}

function byName(a: LogStreamRow, b: LogStreamRow): number {
  return a.logStreamName < b.logStreamName ? -1 : 1;
}

/** A stream without events comes before all others. */
function byLastEvent(a: LogStreamRow, b: LogStreamRow): number {
  return (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0) || byName(a, b);
}

function shown(row: LogStreamRow): LogStream {
  const { logGroupName: _, number: __, nextSequence: ___, keptBytes: ____, ...stream } = row;
  return stream;
}
