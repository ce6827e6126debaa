// Knocks at a port until a server answers.

import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';

const deadlineMs = 20_000;

/**
 * Connects again and again, a new attempt as soon as the last one failed, and returns when the first
 * 200 arrives.
 */
export async function waitForResponse(port: number, path: string): Promise<void> {
  const deadline = AbortSignal.timeout(deadlineMs);
  while (!(await tryOnce(port, path))) {
    if (deadline.aborted) {
      throw new Error(`port ${port}: expected a 200 of ${path} within ${deadlineMs} ms, got none`);
    }
    await setImmediate();
  }
}

function tryOnce(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`));
    socket.once('data', (data) => finish(data.toString('latin1').startsWith('HTTP/1.1 200')));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    function finish(isAnswered: boolean): void {
      socket.destroy();
      resolve(isAnswered);
    }
  });
}
