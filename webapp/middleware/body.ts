// Reads a request's body, up to a limit.

import type { Context } from 'koa';
import { Problem } from '../problem.ts';

/** More than any form or message of this app needs. */
export const bodyLimitBytes = 16_384;

/**
 * Of a body over the limit, as much is read and thrown away before the answer: closing a connection
 * on which the client still writes can cost it the answer, and an ALB makes that a 502.
 */
const discardLimitBytes = 1_048_576;

/**
 * The body as text.
 *
 * @throws {Problem} 413 for a body over the limit, 400 for one that is not UTF-8 or did not arrive
 */
export async function readBody(ctx: Context): Promise<string> {
  if ((ctx.request.length ?? 0) > discardLimitBytes) throw tooLarge(true);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of ctx.req.iterator({ destroyOnReturn: false })) {
      bytes += chunk.length;
      if (bytes > discardLimitBytes) throw tooLarge(true);
      if (bytes <= bodyLimitBytes) chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, 'BadRequest', 'body: expected all of it, got only a part');
  }
  if (bytes > bodyLimitBytes) throw tooLarge(false);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Problem(400, 'BadRequest', 'body: expected UTF-8 text, got other bytes');
  }
}

function tooLarge(isUnread: boolean): Problem {
  return new Problem(
    413,
    'PayloadTooLarge',
    `body: expected at most ${bodyLimitBytes} bytes, got more`,
    isUnread ? { Connection: 'close' } : {},
  );
}
