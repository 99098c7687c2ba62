import type { Logger } from 'pino';
import type { Span, SpanKind } from '../../kernel/span.ts';

/** Records spans, and sends them somewhere. */
export interface Tracer {
  /**
   * @param traceparent of the span that it belongs to; one that cannot be read is none
   * @returns undefined where this trace is not recorded
   */
  begin(name: string, kind: SpanKind, traceparent?: string): Span | undefined;
  /** Sends what it still has. Never rejects. */
  close(): Promise<void>;
}

export interface TracingSettings {
  readonly TRACING: 'on' | 'off';
}

/** Of this process. A process traces all of its requests or none, and where they come in knows nothing of how it was set up. */
let tracer: Tracer | undefined;

/** Begins what came from outside: a request, a message. @returns undefined where it is not recorded, as when tracing is off */
export const beginSpan = (name: string, kind: SpanKind, traceparent?: string): Span | undefined =>
  tracer?.begin(name, kind, traceparent);

/**
 * Has this process record its requests, if its settings say so. What it takes is loaded then only.
 *
 * @returns ends it, see {@link Tracer.close}
 */
export async function startTracing(
  name: string,
  { TRACING }: TracingSettings,
  logger: Logger,
): Promise<() => Promise<void>> {
  if (TRACING === 'off') return async () => undefined;
  const { openTelemetry } = await import('./open-telemetry.ts');
  const own = openTelemetry(name, logger);
  tracer = own;
  return async () => {
    tracer = undefined;
    await own.close();
  };
}
