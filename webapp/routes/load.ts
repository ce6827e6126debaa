// POST /load?seconds=10&cores=1: burns CPU in the background, so that scaling can be triggered.

import type { Handler } from '../context.ts';
import { sendJson } from '../json.ts';
import type { CpuLoad } from '../load.ts';
import { badInput, Problem } from '../problem.ts';

const minSeconds = 0.1;
const maxSeconds = 300;

/** Answers 202 at once; 429 with Retry-After while too many cores burn already. */
export function load(cpuLoad: CpuLoad): Handler {
  return (ctx) => {
    const { seconds = '10', cores = '1' } = ctx.query;
    const request = { seconds: parseSeconds(seconds), cores: parseCores(cores, cpuLoad.maxCores) };
    const started = cpuLoad.start(request);
    if ('retryAfterSeconds' in started) {
      const wait = started.retryAfterSeconds;
      throw new Problem(
        429,
        'TooManyRequests',
        `cores: expected at most ${cpuLoad.maxCores} to burn at a time in one worker, got more; again in ${wait} s`,
        { 'Retry-After': String(wait) },
      );
    }
    ctx.status = 202;
    sendJson(ctx, { ...request, until: started.until.toISOString() });
  };
}

function parseSeconds(text: string | string[]): number {
  const seconds = typeof text === 'string' && /^\d{1,3}(\.\d{1,3})?$/.test(text) ? Number(text) : 0;
  if (seconds < minSeconds || seconds > maxSeconds) {
    throw badInput('seconds', `a number from ${minSeconds} to ${maxSeconds}`, text);
  }
  return seconds;
}

function parseCores(text: string | string[], max: number): number {
  const cores = typeof text === 'string' && /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (cores < 1 || cores > max) throw badInput('cores', `an integer from 1 to ${max}`, text);
  return cores;
}
