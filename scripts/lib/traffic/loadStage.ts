// A stage of load: requests at one rate, by autocannon.

import autocannon from 'autocannon';

export type StageLoad = {
  /** Requests per second that were answered. */
  readonly reached: number;
  /**
   * Refused, cut off, without an answer for ten seconds, or with a status of 500 or more. Where a connection is closed
   * in order, but without an answer, autocannon asks again: that lowers `reached` alone.
   */
  readonly failures: number;
  /** Answered with 400 to 499: by POST /load with 429, where too many cores burn already. */
  readonly refusals: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

const maxConnections = 50;
const timeoutSeconds = 10;

/** What is not asked with GET. */
function methodOf({ pathname }: URL): 'GET' | 'POST' {
  return pathname === '/load' ? 'POST' : 'GET';
}

/** @throws where the app does not answer such a request as it is meant to */
export async function requireAnswer(url: URL, stack: string): Promise<void> {
  const method = methodOf(url);
  const answer = await fetch(url, { method, signal: AbortSignal.timeout(timeoutSeconds * 1000) });
  const text = await answer.text();
  if (answer.status < 400 || answer.status === 429) return;
  const got = `${method} ${url.href}: expected an answer below 400, got ${answer.status}`;
  if (method === 'POST' && answer.status === 404) {
    throw new Error(
      `${got}. The stack ${stack} has no /load: set rollover:loadEnabled to true, and deploy it`,
    );
  }
  throw new Error(`${got}: ${text.trim().slice(0, 300)}`);
}

/** @param signal ends the stage early */
export function runStage(
  url: URL,
  { rate, seconds, signal }: { rate: number; seconds: number; signal: AbortSignal },
): Promise<StageLoad> {
  return new Promise((resolve, reject) => {
    const options = {
      url: url.href,
      method: methodOf(url),
      connections: Math.min(rate, maxConnections),
      overallRate: rate,
      duration: seconds,
      timeout: timeoutSeconds,
    };
    const instance = autocannon(options, (error, result: autocannon.Result) => {
      signal.removeEventListener('abort', stop);
      if (error) reject(error);
      else resolve(loadOf(result));
    });
    const stop = () => instance.stop();
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function loadOf(result: autocannon.Result): StageLoad {
  const answers = result['2xx'] + result['3xx'] + result['4xx'] + result['5xx'];
  return {
    reached: result.duration > 0 ? answers / result.duration : 0,
    failures: result.errors + result['5xx'],
    refusals: result['4xx'],
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}
