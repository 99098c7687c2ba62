import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { CredentialsRefused, UnfitServer } from '../component.ts';
import { startOtlpServer } from './otlp-server.ts';
import { askCollector, checkSpans, collectorEnvironment, headersOf } from './server.ts';

it('says what has come to a place, and fails where spans are missing', async () => {
  const told = new Map<string, object>([['/trial-1', { spans: 12, requests: 2 }]]);
  const server = await startOtlpServer({ take: () => undefined, tell: (place) => told.get(place) });
  const result = async (trial: number, sent: number) =>
    (await checkSpans(`${server.url}/trial-${trial}`, sent)).result;
  try {
    expect(await checkSpans(`${server.url}/trial-1`, 2)).toMatchObject({
      id: 'spans',
      result: 'pass',
      detail: 'The collector has got 12 spans, of 2 requests; at least 2 were sent.',
    });
    expect([await result(1, 3), await result(2, 0)]).toEqual(['fail', 'fail']);
    expect((await askCollector(server.url, 2_000)).version).toContain(process.version);
  } finally {
    await server.close();
  }
  expect(await result(1, 2)).toBe('unknown');
});

it('finds out what is no collector, or lets nobody in', async () => {
  const statuses = [401, 404];
  const other = createServer((_, response) => response.writeHead(statuses.shift() ?? 500).end());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  try {
    await expect(askCollector(url, 2_000)).rejects.toBeInstanceOf(CredentialsRefused);
    await expect(askCollector(url, 2_000)).rejects.toBeInstanceOf(UnfitServer);
  } finally {
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
  }
});

it('hands on what a named collector wants to see', () => {
  expect(headersOf('api-key=a%20b, tenant = one,,wrong')).toEqual({ 'api-key': 'a b', tenant: 'one' });
  expect(collectorEnvironment('http://host:4318', { OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a' })).toEqual({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://host:4318',
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a',
  });
  expect(collectorEnvironment('http://host:4318', {})).toEqual({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://host:4318',
  });
});
