// Chooses the handler by path and method. A table: a dozen fixed paths need no library, which was
// measured to cost a quarter of Koa's throughput.

import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import type { AppContext, Handler } from '../context.ts';
import { Problem } from '../problem.ts';

/** The handlers of one path; GET answers HEAD too, without the body. */
export type Route = { readonly GET?: Handler; readonly POST?: Handler };

/** By path, exactly as in the request. */
export type Routes = ReadonlyMap<string, Route>;

export function router(routes: Routes): Middleware<object, AppContext> {
  return (ctx) => {
    const { method, req } = ctx;
    const path = pathOf(req);
    const route = routes.get(path);
    if (!route) throw new Problem(404, 'NotFound', `There is nothing at ${path.slice(0, 100)}`);
    if (route.GET && (method === 'GET' || method === 'HEAD')) return route.GET(ctx);
    if (route.POST && method === 'POST') return route.POST(ctx);
    const allow = [route.GET && 'GET, HEAD', route.POST && 'POST'].filter(Boolean).join(', ');
    throw new Problem(405, 'MethodNotAllowed', `${path}: expected ${allow}, got ${method}`, {
      Allow: allow,
    });
  };
}

/**
 * The path, undecoded; `*` for a target that is none, such as a whole URL (it may hold a password).
 * Not Koa's: that one throws for some of what clients can put there.
 */
export function pathOf({ url = '' }: IncomingMessage): string {
  if (!url.startsWith('/')) return '*';
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
