// HTTP by hand, for what no client library would send.

import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type RawConnection = {
  readonly socket: Socket;
  /** Everything received so far. */
  readonly received: () => string;
  /** Resolves when what was received matches; rejects when the connection ends before. */
  readonly until: (pattern: RegExp) => Promise<string>;
  /** Resolves to everything received when the server has closed the connection. */
  readonly closed: Promise<string>;
};

export function openConnection(port: number): RawConnection {
  const socket = connect({ port, host: '127.0.0.1' });
  let text = '';
  let hasClosed = false;
  const checks = new Set<() => void>();
  const check = () => {
    for (const each of checks) each();
  };
  socket.setEncoding('latin1');
  socket.on('data', (data) => {
    text += data;
    check();
  });
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => {
    socket.on('close', () => {
      hasClosed = true;
      check();
      resolve(text);
    });
  });
  onTestFinished(() => void socket.destroy());
  return {
    socket,
    received: () => text,
    closed,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (pattern.test(text)) resolve(text);
          else if (hasClosed) reject(new Error(`expected ${pattern}, got an end after ${text}`));
          else return;
          checks.delete(look);
        };
        checks.add(look);
        look();
      }),
  };
}
