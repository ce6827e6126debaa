// Bare Koa: no log, no headers, no routes.

import Koa from 'koa';
import { timeBody } from '../../webapp/routes/time.ts';

const app = new Koa();
app.use((ctx) => {
  ctx.set('Content-Type', 'application/json; charset=utf-8');
  ctx.body = timeBody();
});
app.listen(Number(process.env.PORT), '127.0.0.1');
