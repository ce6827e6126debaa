// GetLogEvents: one stream, page by page in either direction. A token is a place between two events; where
// there is nothing more, the answer has the token that was given, and the caller sees that by comparing.

import type * as client from '@aws-sdk/client-cloudwatch-logs';
import { retainedSince } from '../../store/logs.ts';
import type { Handlers } from '../../wire/service.ts';
import type { Context } from '../shared/context.ts';
import { eventId, eventsInOrder, type OrderedEvent, takeAnswer } from './eventOrder.ts';
import { checkLimit, identifiedGroup, invalid } from './groupRows.ts';
import { requireStream } from './logStreams.ts';

const maxEvents = 10_000;

export const getLogEventsOperations: Handlers<Context, typeof client> = {
  GetLogEvents(input, { store, now }) {
    const { startTime = 0, endTime = Number.MAX_SAFE_INTEGER, startFromHead = false } = input;
    const limit = checkLimit(input.limit, maxEvents);
    const token = input.nextToken === undefined ? undefined : parseToken(input.nextToken);
    const group = identifiedGroup(store, input);
    const stream = requireStream(store, group.logGroupName, input.logStreamName);
    const isBackward = token ? token.isBackward : !startFromHead;
    const range = {
      from: Math.max(startTime, retainedSince(group, now())),
      // Of this operation alone, the end is exclusive.
      to: endTime - 1,
    };
    const { taken } = takeAnswer(
      beyond(eventsInOrder(store, [stream], range, isBackward), token),
      limit,
    );
    const events = isBackward ? taken.reverse() : taken;
    const [first, last] = [events[0], events.at(-1)];
    const place = token?.place ?? eventId(0, stream.number, 0);
    return {
      events: events.map(({ timestamp, ingestionTime, message }) => ({
        timestamp,
        ingestionTime,
        message,
      })),
      nextForwardToken: `f/${last ? last.eventId : token?.isBackward ? before(place) : place}/s`,
      nextBackwardToken: `b/${first ? first.eventId : token?.isBackward === false ? after(place) : place}/s`,
    };
  },
};

type Token = { readonly isBackward: boolean; readonly place: string };

function parseToken(text: string): Token {
  const [, direction, place] = /^([fb])\/(\d{56})\/s$/.exec(text) ?? [];
  if (place === undefined) throw invalid('The specified nextToken is invalid.');
  return { isBackward: direction === 'b', place };
}

/** What lies on the far side of the token's place; the event at the place itself was given already. */
function* beyond(events: Iterable<OrderedEvent>, token: Token | undefined) {
  for (const event of events) {
    const { isBackward, place } = token ?? {};
    if (place === undefined || (isBackward ? event.eventId < place : event.eventId > place)) {
      yield event;
    }
  }
}

/** Such that the event at the place is beyond it, in the other direction. */
function before(place: string): string {
  return (BigInt(place) - (BigInt(place) === 0n ? 0n : 1n)).toString().padStart(56, '0');
}

function after(place: string): string {
  return (BigInt(place) + 1n).toString().padStart(56, '0');
}
