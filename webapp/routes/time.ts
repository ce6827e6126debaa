// GET /api/time: the time in GMT and the memory in use.

import { freemem, totalmem } from 'node:os';
import { now } from '../clock.ts';
import type { Context } from '../context.ts';
import { sendJsonText } from '../json.ts';

export function time(ctx: Context): void {
  sendJsonText(ctx, timeBody());
}

/** The body, also for the contenders of the throughput bench. All memory figures are in bytes. */
export function timeBody(): string {
  const date = now();
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  const body = {
    time: { iso: date.toISOString(), http: date.toUTCString() },
    memory: {
      unit: 'bytes',
      process: { rss, heapTotal, heapUsed },
      instance: { total: totalmem(), free: freemem() },
    },
  };
  return `${JSON.stringify(body)}\n`;
}
