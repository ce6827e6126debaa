// PutLogEvents: what a batch may be, and which of its events are too old, too new or expired to keep.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html

import type * as client from '@aws-sdk/client-cloudwatch-logs';
import type { InputLogEvent, RejectedLogEventsInfo } from '@aws-sdk/client-cloudwatch-logs';
import { retainedSince } from '../../store/logs.ts';
import type { Handlers } from '../../wire/service.ts';
import type { Context } from '../shared/context.ts';
import { appendEvents, sizeOf } from './eventChunks.ts';
import { failsConstraint, invalid, requireGroup } from './groupRows.ts';
import { requireStream } from './logStreams.ts';

const maxEvents = 10_000;
const maxBatchBytes = 1_048_576;
const hour = 3_600_000;
const maxSpan = 24 * hour;
const maxAge = 14 * 24 * hour;
const maxAhead = 2 * hour;

type Event = { readonly timestamp: number; readonly message: string };

export const putLogEventsOperations: Handlers<Context, typeof client> = {
  PutLogEvents({ logGroupName, logStreamName, logEvents = [] }, { store, now }) {
    const events = checkBatch(logEvents);
    const stream = requireStream(store, logGroupName, logStreamName);
    const ingestionTime = now().getTime();
    const expired = retainedSince(requireGroup(store, logGroupName), now());
    const rejected = rejectedEvents(events, ingestionTime, expired);
    const kept = events
      .slice(
        Math.max(rejected.tooOldLogEventEndIndex ?? 0, rejected.expiredLogEventEndIndex ?? 0),
        rejected.tooNewLogEventStartIndex ?? events.length,
      )
      .map((event) => ({ ...event, ingestionTime }));
    if (kept.length > 0) appendEvents(store, stream, kept);
    return {
      // Of no use any more, and still given.
      nextSequenceToken: String(stream.nextSequence + kept.length).padStart(56, '0'),
      ...(Object.keys(rejected).length > 0 && { rejectedLogEventsInfo: rejected }),
    };
  },
};

function checkBatch(logEvents: readonly InputLogEvent[]): Event[] {
  const length = (constraint: string) =>
    failsConstraint(`[${logEvents.length} events]`, 'logEvents', `have length ${constraint}`);
  if (logEvents.length === 0) throw length('greater than or equal to 1');
  if (logEvents.length > maxEvents) throw length(`less than or equal to ${maxEvents}`);
  const events = logEvents.map(({ timestamp = -1, message = '' }, index) => {
    const path = `logEvents.${index + 1}.member`;
    if (message === '') {
      throw failsConstraint('', `${path}.message`, 'have length greater than or equal to 1');
    }
    if (timestamp < 0) {
      throw failsConstraint(
        String(timestamp),
        `${path}.timestamp`,
        'have value greater than or equal to 0',
      );
    }
    return { timestamp, message };
  });
  const bytes = events.reduce((sum, event) => sum + sizeOf(event), 0);
  if (bytes > maxBatchBytes) {
    throw invalid(`Upload too large: ${bytes} bytes exceeds limit of ${maxBatchBytes}`);
  }
  if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0))) {
    throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
  }
  if ((events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) > maxSpan) {
    throw invalid(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
  }
  return events;
}

/** @param events in chronological order, so that each bound cuts them in two */
function rejectedEvents(
  events: readonly Event[],
  now: number,
  expired: number,
): RejectedLogEventsInfo {
  const before = (time: number) => events.filter(({ timestamp }) => timestamp < time).length;
  const tooOld = before(now - maxAge);
  const isExpired = before(expired);
  const notTooNew = before(now + maxAhead + 1);
  return {
    ...(notTooNew < events.length && { tooNewLogEventStartIndex: notTooNew }),
    ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
    ...(isExpired > 0 && { expiredLogEventEndIndex: isExpired }),
  };
}
