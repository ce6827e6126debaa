// One line per request, when its answer is sent or its client has gone. No header but two, no body
// and no query string: those may hold secrets. Every text is cut, so that a line stays one write.

import type { Middleware } from 'koa';
import { monotonicMilliseconds } from '../clock.ts';
import type { AppContext } from '../context.ts';
import type { Logger } from '../logger.ts';
import { pathOf } from './router.ts';

export function requestLog(log: Logger): Middleware<object, AppContext> {
  return (ctx, next) => {
    const start = monotonicMilliseconds();
    const { client, req, res } = ctx;
    res.once('close', () => {
      const line = {
        method: req.method,
        path: pathOf(req).slice(0, 512),
        // Without an answer it would be Koa's initial 404.
        status: res.headersSent ? res.statusCode : undefined,
        durationMs: Math.round((monotonicMilliseconds() - start) * 100) / 100,
        bytes: ctx.length,
        ip: client.ip,
        traceId: cut(req.headers['x-amzn-trace-id']),
        userAgent: cut(req.headers['user-agent']),
      };
      // The status of an answer that nobody waited for was not seen by anybody.
      log.info(res.writableFinished ? line : { ...line, aborted: true }, 'request');
    });
    return next();
  };
}

function cut(header: string | string[] | undefined): string | undefined {
  return header === undefined ? undefined : String(header).slice(0, 256);
}
