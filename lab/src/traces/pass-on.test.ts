import { expect, it } from 'vitest';
import { startOtlpServer } from '../components/collector/otlp-server.ts';
import { waitUntil } from '../host/processes/wait-until.ts';
import { toNamedCollector } from './pass-on.ts';

const EXPORT = '{"resourceSpans":[]}';

it('passes exports on to the collector that is named, as they are', async () => {
  const taken: string[] = [];
  const collector = await startOtlpServer({ take: (body) => void taken.push(body) });
  const said: string[] = [];
  const passOn = toNamedCollector({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, ({ en }) => said.push(en));
  try {
    passOn?.(EXPORT);
    await waitUntil('the export to come', () => taken.length === 1 || 'nothing', { deadlineMs: 5_000 });
    expect(taken).toEqual([EXPORT]);
    expect(said).toEqual([`Spans are passed on to OTEL_EXPORTER_OTLP_ENDPOINT (${collector.url})`]);
  } finally {
    await collector.close();
  }
});

it('says once that it is not taken, without what is secret', async () => {
  const refusing = await startOtlpServer({
    take: () => {
      throw new Error('not today');
    },
  });
  const said: string[] = [];
  const passOn = toNamedCollector({ OTEL_EXPORTER_OTLP_ENDPOINT: refusing.url }, ({ en }) => said.push(en));
  try {
    for (const body of [EXPORT, EXPORT]) passOn?.(body);
    await waitUntil('it to be said', () => said.length > 1 || 'nothing', { deadlineMs: 5_000 });
    expect(said.slice(1)).toEqual([expect.stringContaining('it answers 400')]);
  } finally {
    await refusing.close();
  }
  const mistyped: string[] = [];
  const none = toNamedCollector({ OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://me:secret@host' }, ({ en }) =>
    mistyped.push(en),
  );
  expect(none).toBeUndefined();
  expect(mistyped.join()).toContain('is not a URL like http://host:4318');
  expect(mistyped.join()).not.toContain('secret');
});

it('does nothing where none is named', () => {
  expect(toNamedCollector({}, () => expect.fail('there is nothing to say'))).toBeUndefined();
});
