// Turns what a route throws into an answer: a Problem into itself, a defect into a bare 500.

import type { Middleware } from 'koa';
import type { AppContext } from '../context.ts';
import { sendJsonText } from '../json.ts';
import type { Logger } from '../logger.ts';
import { Problem, problemBody } from '../problem.ts';

export function problems(log: Logger): Middleware<object, AppContext> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const problem = error instanceof Problem ? error : undefined;
      if (!problem) log.error({ err: error, method: ctx.method, path: ctx.path }, 'defect');
      ctx.status = problem?.status ?? 500;
      ctx.set({ ...problem?.headers });
      sendJsonText(
        ctx,
        problem
          ? problemBody(problem.code, problem.message)
          : problemBody('InternalError', 'The app failed; its log says why.'),
      );
    }
  };
}
