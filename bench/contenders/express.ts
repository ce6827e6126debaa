// Express with its one route.

import express from 'express';
import { timeBody } from '../../webapp/routes/time.ts';

const app = express();
app.get('/api/time', (_request, response) => {
  response.set('Content-Type', 'application/json; charset=utf-8').send(timeBody());
});
app.listen(Number(process.env.PORT), '127.0.0.1');
