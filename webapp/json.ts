// JSON answers. Always as text: Koa tests an object body with `instanceof Response`, and touching
// that global loads undici, 25 ms on the first request.

import type { Context } from 'koa';

/** Answers with a value as JSON, with a newline at the end for those who use curl. */
export function sendJson(ctx: Context, value: unknown): void {
  sendJsonText(ctx, `${JSON.stringify(value)}\n`);
}

export function sendJsonText(ctx: Context, json: string): void {
  ctx.set('Content-Type', 'application/json; charset=utf-8');
  ctx.body = json;
}
