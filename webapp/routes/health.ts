// GET /health, for the load balancer: can this process serve?

import type { Handler } from '../context.ts';
import { Problem } from '../problem.ts';

/**
 * 200 from the moment the app listens until it shuts down. It does not ask the database on purpose:
 * every instance shares that, so its failure would make all of them unhealthy at once, and Auto
 * Scaling would replace a fleet that is fine by one that is no better. Without the database the app
 * still serves all but the messages.
 */
export function health(isClosing: () => boolean): Handler {
  return (ctx) => {
    if (isClosing()) throw new Problem(503, 'ShuttingDown', 'This process is shutting down');
    ctx.set('Content-Type', 'text/plain; charset=utf-8');
    ctx.body = 'ok\n';
  };
}
