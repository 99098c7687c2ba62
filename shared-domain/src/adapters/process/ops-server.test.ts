import { once } from 'node:events';
import { connect } from 'node:net';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, expect, it } from 'vitest';
import { USUAL_HTTP_LIMITS } from './limited-server.ts';
import { type OpsServer, startOpsServer } from './ops-server.ts';

const logged: string[] = [];
const logger = pino({}, { write: (line: string) => logged.push(line) });
let server: OpsServer;
const SHORT = { ...USUAL_HTTP_LIMITS, headersMs: 200, requestMs: 400, checkMs: 50 };
const start = async (waitingFor: () => Promise<readonly string[]>, limits = USUAL_HTTP_LIMITS) => {
  server = await startOpsServer({
    host: '127.0.0.1',
    port: 0,
    registry: new Registry(),
    waitingFor,
    logger,
    limits,
  });
};
afterEach(() => server.close());

it('logs an error, and keeps it from who asks', async () => {
  await start(() => Promise.reject(new Error('SQLITE_IOERR: /secret/path')));
  const answer = await fetch(`http://127.0.0.1:${server.port}/health/ready`);
  expect(answer.status).toBe(500);
  expect(await answer.text()).toBe('{"status":"failed"}');
  expect(logged.join('')).toContain('/secret/path');
});

it('closes a connection that sends nothing', async () => {
  await start(async () => [], SHORT);
  const socket = connect(server.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  expect(text).toContain('HTTP/1.1 408 ');
});
