/** What a span is to the one around it: work that came from outside, a question to somebody else, work here, an event that was heard. */
export type SpanKind = 'server' | 'client' | 'internal' | 'consumer';

/** A stretch of the work on a request, as somebody outside of the domain records it. Without a recorder there are none. */
export interface Span {
  /** Names it to the process that goes on with the work: the header of W3C Trace Context. */
  readonly traceparent: string;
  /**
   * Begins a stretch within this one.
   *
   * @param about fixed facts, e.g. the text of a statement; never what a customer has sent
   */
  part(name: string, kind: SpanKind, about?: Readonly<Record<string, string>>): Span;
  /** @param outcome its name, where that is known at its end only, and whether it failed */
  end(outcome?: { readonly name?: string; readonly failed?: boolean }): void;
}

/** Does work within a span, and ends it. Without a span it costs nothing but the call. */
export function during<T>(span: Span | undefined, work: () => Promise<T>): Promise<T> {
  if (span === undefined) return work();
  return work().then(
    (value) => {
      span.end();
      return value;
    },
    (error: unknown) => {
      span.end({ failed: true });
      throw error;
    },
  );
}
