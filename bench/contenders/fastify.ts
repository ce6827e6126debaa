// Fastify with its one route; its log is off, as it is by default.

import { fastify } from 'fastify';
import { timeBody } from '../../webapp/routes/time.ts';

const app = fastify();
app.get('/api/time', (_request, reply) => {
  reply.header('Content-Type', 'application/json; charset=utf-8').send(timeBody());
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
