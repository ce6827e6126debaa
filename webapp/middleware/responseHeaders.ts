// The headers of every answer: which release and instance gave it, and what browsers may do with it.

import type { Middleware } from 'koa';
import type { AppContext, Identity } from '../context.ts';

/** The headers that name the release and the instance. */
export function identityHeaders({ release, instance }: Identity) {
  return { 'X-Release': release.id, 'X-Instance-Id': instance.instanceId };
}

type Options = Identity & { readonly isClosing: () => boolean };

export function responseHeaders({
  isClosing,
  ...identity
}: Options): Middleware<object, AppContext> {
  const headers = new Map([
    ...Object.entries(identityHeaders(identity)),
    ['Cache-Control', 'no-store'],
    // The page allows itself its own style and form; nothing else that the app sends is a document.
    ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
    ['Referrer-Policy', 'no-referrer'],
    ['X-Content-Type-Options', 'nosniff'],
  ] as const);
  return async (ctx, next) => {
    ctx.res.setHeaders(headers);
    if (ctx.client.isHttps) ctx.set('Strict-Transport-Security', 'max-age=31536000');
    await next();
    // Clients must not use this connection again, or it could not be closed without losing a request
    // on its way. Set after the work, so that an answer that began before the shutdown says it too.
    if (isClosing()) ctx.set('Connection', 'close');
  };
}
