import { once } from 'node:events';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import express from 'express';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { accessLog } from './access-log.ts';
import { openCall } from './call.ts';

let lines: PassThrough;
let server: ReturnType<ReturnType<typeof express>['listen']>;
let port: number;

beforeEach(async () => {
  lines = new PassThrough();
  const app = express();
  app.use(openCall({ timeoutMs: 1_000 }));
  app.use(accessLog(pino(lines)));
  app.get('/answered', (_request, response) => response.sendStatus(204));
  app.get('/never', () => undefined);
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as { port: number }).port;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const nextLine = async () => JSON.parse(String((await once(lines, 'data'))[0]));

it('writes what was asked and answered, and nothing of the headers', async () => {
  const headers = { 'X-Correlation-Id': 'abc', Authorization: 'Bearer secret' };
  const [line] = await Promise.all([nextLine(), fetch(`http://127.0.0.1:${port}/answered?a=1`, { headers })]);
  expect(line).toMatchObject({
    level: 30,
    correlationId: 'abc',
    req: { method: 'GET', url: '/answered?a=1' },
    res: { statusCode: 204 },
    msg: 'request completed',
  });
  expect(line.responseTime).toBeGreaterThanOrEqual(0);
  expect(JSON.stringify(line)).not.toContain('secret');
});

it('says that a client has gone before its answer', async () => {
  const client = connect(port, '127.0.0.1');
  client.write('GET /never HTTP/1.1\r\nHost: shop\r\n\r\n');
  await once(server, 'request');
  const [line] = await Promise.all([nextLine(), client.destroy()]);
  expect(line).toMatchObject({
    req: { url: '/never' },
    res: { statusCode: null },
    msg: 'request aborted',
  });
});
