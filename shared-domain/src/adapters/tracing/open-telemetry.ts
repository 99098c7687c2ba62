import {
  type Attributes,
  type Context,
  DiagLogLevel,
  diag,
  SpanKind as OtelKind,
  type Span as OtelSpan,
  type Tracer as OtelTracer,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Logger } from 'pino';
import type { Span, SpanKind } from '../../kernel/span.ts';
import type { Tracer } from './tracing.ts';

const KINDS: Readonly<Record<SpanKind, OtelKind>> = {
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  internal: OtelKind.INTERNAL,
  consumer: OtelKind.CONSUMER,
};

/**
 * Spans by OpenTelemetry, sent in batches by OTLP over HTTP (JSON). Its own variables say where to, and which traces are recorded:
 * `OTEL_EXPORTER_OTLP_ENDPOINT` (http://localhost:4318 without), `OTEL_TRACES_SAMPLER` (all without), `OTEL_BSP_SCHEDULE_DELAY`.
 *
 * @param name of the service
 */
export function openTelemetry(name: string, logger: Logger): Tracer {
  const say = (level: 'error' | 'warn') => (message: string) => logger[level]({ tracing: true }, message);
  const silent = () => undefined;
  const heard = { error: say('error'), warn: say('warn'), info: silent, debug: silent, verbose: silent };
  diag.setLogger(heard, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': name, 'service.instance.id': String(process.pid) }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer('shop');
  return {
    begin(span, kind, traceparent) {
      const parent = traceparent === undefined ? null : parseTraceParent(traceparent);
      const context = parent
        ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true })
        : ROOT_CONTEXT;
      const begun = started(tracer, span, kind, context);
      return begun.isRecording() ? new RecordedSpan(tracer, begun) : undefined;
    },
    async close() {
      await provider.shutdown().catch((error: unknown) => logger.warn({ err: error }, 'spans were lost'));
    },
  };
}

class RecordedSpan implements Span {
  readonly #context: Context;

  constructor(
    private readonly tracer: OtelTracer,
    private readonly own: OtelSpan,
  ) {
    this.#context = trace.setSpan(ROOT_CONTEXT, own);
  }

  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.own.spanContext();
    return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  }

  part(name: string, kind: SpanKind, about?: Readonly<Record<string, string>>): Span {
    return new RecordedSpan(this.tracer, started(this.tracer, name, kind, this.#context, about));
  }

  end({ name, failed = false }: { readonly name?: string; readonly failed?: boolean } = {}): void {
    if (name !== undefined) this.own.updateName(name);
    if (failed) this.own.setStatus({ code: SpanStatusCode.ERROR });
    this.own.end(now());
  }
}

const started = (
  tracer: OtelTracer,
  name: string,
  kind: SpanKind,
  context: Context,
  attributes: Attributes = {},
): OtelSpan => tracer.startSpan(name, { kind: KINDS[kind], attributes, startTime: now() }, context);

/** Epoch milliseconds with fractions. By itself the library knows starts to the millisecond only, and a statement takes less. */
const now = (): number => performance.timeOrigin + performance.now();
