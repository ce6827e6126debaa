// The app, without side effects: no environment, no port, no signals; server.ts brings those.
//
//   client → log → headers → problems → router → routes/*

import Koa from 'koa';
import type { AppContext, Identity } from './context.ts';
import type { CpuLoad } from './load.ts';
import type { Logger } from './logger.ts';
import type { MessageStore } from './messages/store.ts';
import { createClientOf } from './middleware/client.ts';
import { problems } from './middleware/problems.ts';
import { requestLog } from './middleware/requestLog.ts';
import { responseHeaders } from './middleware/responseHeaders.ts';
import { type Route, type Routes, router } from './middleware/router.ts';
import { health } from './routes/health.ts';
import { home } from './routes/home.ts';
import { letters } from './routes/letters.ts';
import { load } from './routes/load.ts';
import { listMessages, postMessage } from './routes/messages.ts';
import { time } from './routes/time.ts';
import { version } from './routes/version.ts';

export type AppOptions = Identity & {
  readonly log: Logger;
  /** Where the messages are; without it the app says that it has none. */
  readonly messages?: MessageStore | undefined;
  /** What POST /load burns CPU with; without it there is no /load. */
  readonly load?: CpuLoad | undefined;
  /** See {@link Config}; default: none is trusted. */
  readonly trustedProxies?: readonly string[];
  /** Whether the process is shutting down. */
  readonly isClosing?: () => boolean;
};

export function createApp(options: AppOptions): Koa<object, AppContext> {
  const { release, instance, log, messages, isClosing = () => false } = options;
  const routes: Routes = new Map<string, Route>([
    ['/', { GET: home({ release, instance, messages }) }],
    ['/health', { GET: health(isClosing) }],
    ['/version', { GET: version(release) }],
    ['/api', { GET: letters }],
    ['/api/time', { GET: time }],
    ['/api/messages', { GET: listMessages(messages), POST: postMessage(messages) }],
    ...(options.load ? [['/load', { POST: load(options.load) }] as const] : []),
  ]);

  const app = new Koa<object, AppContext>();
  const clientOf = createClientOf(options.trustedProxies ?? []);
  app.use((ctx, next) => {
    ctx.client = clientOf(ctx.req);
    return next();
  });
  app.use(requestLog(log));
  app.use(responseHeaders({ release, instance, isClosing }));
  app.use(problems(log));
  app.use(router(routes));
  // What Koa itself reports, such as a connection that broke while an answer was being sent.
  app.on('error', (error) => log.warn({ err: error }, 'connection'));
  return app;
}
