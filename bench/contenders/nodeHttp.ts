// Bare node:http.

import { createServer } from 'node:http';
import { timeBody } from '../../webapp/routes/time.ts';

const server = createServer((_request, response) => {
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(timeBody());
});
server.listen(Number(process.env.PORT), '127.0.0.1');
