// Clients of an app that is about to stop.

import { Agent, request } from 'node:http';
import { onTestFinished } from 'vitest';
import { openConnection } from './rawHttp.ts';

/** A client that asks again and again over one connection, until it is told to close it. */
export function keepAsking(url: string) {
  const id = crypto.randomUUID();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answered = Promise.withResolvers<void>();
  const told = Promise.withResolvers<number>();
  let count = 0;
  const ask = () => {
    const headers = { 'x-amzn-trace-id': id };
    const asked = request(`${url}/api?count=5`, { agent, headers }, (response) => {
      response.resume();
      response.once('end', () => {
        count++;
        answered.resolve();
        if (response.headers.connection === 'close') told.resolve(count);
        else ask();
      });
      response.once('error', told.reject);
    });
    asked.once('error', told.reject);
    asked.end();
  };
  ask();
  told.promise.catch(() => {});
  onTestFinished(() => agent.destroy());
  return { id, answered: answered.promise, toldToClose: told.promise };
}

/** A POST of which the second half is sent when `finish` is called. */
export function halfPost(url: string) {
  const { socket, until, closed } = openConnection(Number(new URL(url).port));
  socket.write(
    'POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n' +
      'Expect: 100-continue\r\nContent-Length: 16\r\n\r\n{"text":',
  );
  return {
    /** The app reads the body. */
    started: until(/100 Continue/),
    finish: () => void socket.write('"hello"}'),
    answer: closed.then((text) => text.replace('HTTP/1.1 100 Continue\r\n\r\n', '')),
  };
}
