// What the region says, one JSON line each.

import { type DestinationStream, pino } from 'pino';
import type { WireLog } from './wire/pipeline.ts';

export type RegionLog = {
  readonly wire: WireLog;
  /** Of what the region does by itself, such as an instance's new state. */
  info(message: string, fields?: object): void;
  error(message: string, cause: unknown, fields?: object): void;
};

/** @param destination standard output unless told */
export function createLog(destination?: DestinationStream): RegionLog {
  const log = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: pino.stdSerializers.err },
    },
    destination,
  );
  return {
    wire: {
      call: ({ operation, requestId, error }) =>
        error === undefined
          ? log.debug({ operation, requestId }, 'call')
          : log.info({ operation, requestId, error }, 'call refused'),
      notBuilt: ({ operation, requestId }) =>
        log.warn({ operation, requestId }, `${operation} is not built in the local region`),
      defect: ({ operation, requestId, cause }) =>
        log.error({ operation, requestId, err: cause }, `${operation} failed by a defect`),
    },
    info: (message, fields) => log.info({ ...fields }, message),
    error: (message, cause, fields) => log.error({ ...fields, err: cause }, message),
  };
}
