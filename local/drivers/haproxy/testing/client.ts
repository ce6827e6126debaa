// For tests: one request, and what came back.

import { Agent, type RequestOptions, request } from 'node:http';
import { text } from 'node:stream/consumers';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

/** @param options a connection of its own unless they have an agent */
export function ask(url: string, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url, { agent: false, ...options }, async (response) => {
      try {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, body: await text(response) });
      } catch (error) {
        reject(error);
      }
    })
      .on('error', reject)
      .end();
  });
}

export type Load = {
  /** How many were answered so far. */
  readonly count: () => number;
  /** No further request begins. */
  halt(): void;
  /** Ends it, and gives what was no 200. */
  stop(): Promise<readonly string[]>;
};

/** Asks without a pause: half of the askers on connections that stay, half on a new one each time. */
export function startLoad(url: string, askers: number): Load {
  const agent = new Agent({ keepAlive: true });
  const failures: string[] = [];
  let count = 0;
  let isStopped = false;
  const loops = Array.from({ length: askers }, async (_, index) => {
    while (!isStopped) {
      const options = index % 2 === 0 ? { agent } : {};
      await ask(url, options).then(
        ({ status, body }) => {
          count++;
          if (status !== 200) failures.push(`${status} ${body}`);
        },
        (error: unknown) => failures.push(String(error)),
      );
    }
  });
  return {
    count: () => count,
    halt() {
      isStopped = true;
    },
    async stop() {
      isStopped = true;
      await Promise.all(loops);
      agent.destroy();
      return failures;
    },
  };
}
