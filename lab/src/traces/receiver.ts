import { z } from 'zod';
import { startOtlpServer } from '../components/collector/otlp-server.ts';
import type { SpanRecord } from '../records/traces.ts';

/** A span as it came: its start is in epoch milliseconds. */
export type ReceivedSpan = SpanRecord;

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

/**
 * Listens on a free port of this machine alone, for OTLP over HTTP as JSON.
 *
 * @param passOn gets every export as it came, whether it is expected or not
 */
export async function startSpanReceiver(
  passOn: (body: string) => void = () => undefined,
): Promise<SpanReceiver> {
  const kept = new Map<string, ReceivedSpan[]>();
  const take = (body: string, place: string) => {
    if (place !== '') throw new Error(`nobody is told to send spans to ${place}`);
    for (const { resource, scopeSpans } of exportSchema.parse(JSON.parse(body)).resourceSpans) {
      const named = resource.attributes.find(({ key }) => key === 'service.name');
      for (const span of scopeSpans.flatMap(({ spans }) => spans))
        kept.get(span.traceId)?.push(spanRecord(span, named?.value.stringValue ?? ''));
    }
    passOn(body);
  };
  const { url, close } = await startOtlpServer({ take });
  return {
    url,
    expect: (traceId) => void kept.set(traceId, []),
    spansOf: (traceId) => kept.get(traceId) ?? [],
    close,
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
