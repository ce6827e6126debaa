// FilterLogEvents: events of a group's streams, in the order of time, that a pattern matches.

import { createHash } from 'node:crypto';
import type * as client from '@aws-sdk/client-cloudwatch-logs';
import { type LogStreamRow, retainedSince, streamsOf } from '../../store/logs.ts';
import type { Handlers } from '../../wire/service.ts';
import type { Context } from '../shared/context.ts';
import { eventsInOrder, type OrderedEvent, takeAnswer } from './eventOrder.ts';
import { parseFilterPattern } from './filterPatterns.ts';
import { checkLimit, identifiedGroup, invalid } from './groupRows.ts';
import { requireStream } from './logStreams.ts';

const maxEvents = 10_000;
const maxStreamNames = 100;

export const filterLogEventsOperations: Handlers<Context, typeof client> = {
  FilterLogEvents(input, { store, now }) {
    const { startTime = 0, endTime = Number.MAX_SAFE_INTEGER } = input;
    const { logStreamNames, logStreamNamePrefix, filterPattern = '' } = input;
    const limit = checkLimit(input.limit, maxEvents);
    if (logStreamNames && logStreamNamePrefix !== undefined) {
      throw invalid('Only one of logStreamNames and logStreamNamePrefix can be specified.');
    }
    if (endTime < startTime) {
      throw invalid('The specified end time is earlier than the specified start time.');
    }
    if (logStreamNames && logStreamNames.length > maxStreamNames) {
      throw invalid(
        `Expected at most ${maxStreamNames} logStreamNames, got ${logStreamNames.length}`,
      );
    }
    const matches = parseFilterPattern(filterPattern);
    const group = identifiedGroup(store, input);
    const streams = logStreamNames
      ? [...new Set(logStreamNames)].map((name) => requireStream(store, group.logGroupName, name))
      : streamsOf(store, group.logGroupName).filter(({ logStreamName }) =>
          logStreamName.startsWith(logStreamNamePrefix ?? ''),
        );
    const from = placeOf(input.nextToken);
    const range = {
      from: Math.max(startTime, retainedSince(group, now()), timestampOf(from)),
      to: endTime,
    };
    const { taken, isComplete } = takeAnswer(matching(store, streams, range, from, matches), limit);
    return {
      events: taken,
      // Always empty since 2019.
      searchedLogStreams: [],
      ...(!isComplete && { nextToken: tokenOf(taken.at(-1)?.eventId ?? '') }),
    };
  },
};

function* matching(
  store: Context['store'],
  streams: readonly LogStreamRow[],
  range: { readonly from: number; readonly to: number },
  from: string,
  matches: (message: string) => boolean,
): Generator<OrderedEvent> {
  for (const event of eventsInOrder(store, streams, range, false)) {
    if (event.eventId > from && matches(event.message)) yield event;
  }
}

/** Opaque to callers: the last event given, and a check. */
function tokenOf(place: string): string {
  return `${place}.${checksum(place)}`;
}

function placeOf(token: string | undefined): string {
  if (token === undefined) return '';
  const [place = '', check] = token.split('.');
  if (check === checksum(place)) return place;
  throw invalid('The specified nextToken is invalid.');
}

function timestampOf(place: string): number {
  return Number(place.slice(0, 20));
}

function checksum(place: string): string {
  return createHash('sha256').update(place).digest('base64url').slice(0, 8);
}
