// Bare node:http for the time to the first answer, as an ES module. With WORKERS above 1, under
// node:cluster.

import cluster from 'node:cluster';
import { createServer } from 'node:http';

const workers = Number(process.env.WORKERS);
if (workers > 1 && cluster.isPrimary) {
  for (let i = 0; i < workers; i++) cluster.fork();
} else {
  const server = createServer((_request, response) => response.end('ok\n'));
  server.listen(Number(process.env.PORT), '127.0.0.1');
}
