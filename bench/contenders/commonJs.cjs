// Bare node:http for the time to the first answer, in CommonJS. With WORKERS above 1, under
// node:cluster.

/** @type {import('node:cluster').Cluster} */
const cluster = /** @type {any} */ (require('node:cluster')); // its types know only `import`

const workers = Number(process.env.WORKERS);
if (workers > 1 && cluster.isPrimary) {
  for (let i = 0; i < workers; i++) cluster.fork();
} else {
  const { createServer } = require('node:http');
  const server = createServer((_request, response) => response.end('ok\n'));
  server.listen(Number(process.env.PORT), '127.0.0.1');
}
