// dynalite in a thread of its own: what applications ask of their tables is not to slow the region down.
// Says on which port it listens; told anything, it closes its tables and ends.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';

export type ServerOptions = {
  /** Of the folder, or undefined to keep everything in memory. */
  readonly path: string | undefined;
};

const { path }: ServerOptions = workerData;
const server = dynalite({
  ...(path !== undefined && { path }),
  createTableMs: 0,
  deleteTableMs: 0,
  updateTableMs: 0,
});
// Its one client keeps its connections, and must not find one closed as it sends.
server.keepAliveTimeout = 0;
server.listen(0, '127.0.0.1');
await once(server, 'listening');
// A server that listens on an address has one.
parentPort?.postMessage((server.address() as AddressInfo).port);
parentPort?.once('message', () => {
  server.closeAllConnections();
  server.close();
});
