import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createOpsApp } from './ops-app.ts';

it('logs an error, and keeps it from who asks', async () => {
  const logged: string[] = [];
  const app = createOpsApp({
    database: { ping: () => Promise.reject(new Error('SQLITE_IOERR: /secret/path')) },
    transport: { waitingFor: () => [] },
    registry: new Registry(),
    logger: pino({}, { write: (line: string) => logged.push(line) }),
  });
  const server = app.listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe('{"status":"failed"}');
    expect(logged.join('')).toContain('/secret/path');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
