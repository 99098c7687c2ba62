import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { SpanRecord } from '../records/traces.ts';

/** A span as it came: its start is in epoch milliseconds. */
export type ReceivedSpan = SpanRecord;

const LARGEST_BYTES = 32 * 1024 * 1024;
const NANOS_A_MS = 1_000_000;
const FAILED = 2;
/** By OTLP's numbers. It has one for producers of messages, too: the shop's events leave with a statement. */
const KINDS: readonly (SpanRecord['kind'] | undefined)[] = [
  undefined,
  'internal',
  'server',
  'client',
  undefined,
  'consumer',
];

/** What is read of an `ExportTraceServiceRequest` in JSON (OpenTelemetry Protocol 1, "JSON Protobuf Encoding"). */
const exportSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({
        attributes: z.array(
          z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) }),
        ),
      }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              kind: z.number().optional(),
              startTimeUnixNano: z.coerce.bigint(),
              endTimeUnixNano: z.coerce.bigint(),
              status: z.object({ code: z.number().optional() }).optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** Takes the spans that traced processes send. */
export interface SpanReceiver {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  /** Keeps the spans of a trace from now on; those of others are dropped. */
  expect(traceId: string): void;
  /** What has come of an expected trace, in no order. */
  spansOf(traceId: string): readonly ReceivedSpan[];
  close(): Promise<void>;
}

/** Listens on a free port of this machine alone, for OTLP over HTTP as JSON. */
export async function startSpanReceiver(): Promise<SpanReceiver> {
  const kept = new Map<string, ReceivedSpan[]>();
  const take = (body: string) => {
    for (const { resource, scopeSpans } of exportSchema.parse(JSON.parse(body)).resourceSpans) {
      const named = resource.attributes.find(({ key }) => key === 'service.name');
      for (const span of scopeSpans.flatMap(({ spans }) => spans))
        kept.get(span.traceId)?.push(spanRecord(span, named?.value.stringValue ?? ''));
    }
  };
  const server = createServer((request, response) => void answer(request, response, take));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    expect: (traceId) => void kept.set(traceId, []),
    spansOf: (traceId) => kept.get(traceId) ?? [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type ExportedSpan = z.infer<
  typeof exportSchema
>['resourceSpans'][number]['scopeSpans'][number]['spans'][number];

function spanRecord(span: ExportedSpan, process: string): ReceivedSpan {
  const { startTimeUnixNano: start, endTimeUnixNano: end } = span;
  return {
    id: span.spanId,
    parent: span.parentSpanId || null,
    process,
    name: span.name,
    kind: KINDS[span.kind ?? 0] ?? 'internal',
    start: Number(start) / NANOS_A_MS,
    took: Number(end - start) / NANOS_A_MS,
    failed: span.status?.code === FAILED,
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, take: (body: string) => void) {
  const end = (status: number) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  };
  if (request.method !== 'POST' || request.url !== '/v1/traces') return end(404);
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > LARGEST_BYTES) return end(413);
      chunks.push(chunk);
    }
    take(Buffer.concat(chunks).toString());
    end(200);
  } catch {
    // Not OTLP in JSON, or a sender that has gone.
    end(400);
  }
}
