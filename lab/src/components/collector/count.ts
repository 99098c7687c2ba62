/** What has come of one place. */
export interface Count {
  readonly spans: number;
  /** Those that no other span has led to: one for each request that a client has sent. */
  readonly requests: number;
}

/** As far as it is read. Nothing checks it: a span that is none is no reason to spend CPU time of an arm on all of them. */
interface Exported {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly { readonly parentSpanId?: string }[];
    }[];
  }[];
}

/** Counts what an export holds. @throws when it is no `ExportTraceServiceRequest` in JSON */
export function countOf(body: string): Count {
  const count = { spans: 0, requests: 0 };
  for (const { scopeSpans } of (JSON.parse(body) as Exported).resourceSpans)
    for (const { spans } of scopeSpans) {
      count.spans += spans.length;
      for (const { parentSpanId } of spans) if (!parentSpanId) count.requests += 1;
    }
  return count;
}
