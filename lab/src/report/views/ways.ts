import type { SpanRecord, TraceRecord, Traces } from '../../records/traces.ts';

/** A span as a reader sees it. */
export interface Way {
  readonly arm: string;
  /** How many requests it is the median of. */
  readonly of: number;
  /** When the request was answered, ms from its start. */
  readonly answeredMs: number;
  /** When the last of what it led to had ended, ms. */
  readonly endedMs: number;
  /** Depth first, each after the one that it lies within, and those in the order of their starts. */
  readonly steps: readonly WayStep[];
}

export interface WayStep extends SpanRecord {
  readonly depth: number;
  /** It is a call that another process has answered: what it does itself is to wait. */
  readonly waits: boolean;
}

/** The ways of each endpoint, by its id, an entry for each arm that was traced. */
export function waysOf({ traces }: Traces): ReadonlyMap<string, readonly Way[]> {
  const ways = new Map<string, Way[]>();
  for (const trace of traces) {
    const way = wayOf(trace);
    if (way) ways.set(trace.endpoint, [...(ways.get(trace.endpoint) ?? []), way]);
  }
  return ways;
}

function wayOf({ arm, of, spans }: TraceRecord): Way | undefined {
  const root = spans.find(({ parent }) => parent === null);
  if (!root) return undefined;
  const known = new Set(spans.map(({ id }) => id));
  const within = (id: string) => spans.filter(({ parent }) => parent === id);
  const steps: WayStep[] = [];
  const follow = (span: SpanRecord, depth: number) => {
    const inside = within(span.id);
    const waits = span.kind === 'client' && inside.some(({ process }) => process !== span.process);
    steps.push({ ...span, depth, waits });
    for (const next of inside) follow(next, depth + 1);
  };
  follow(root, 0);
  // Those whose parent did not come are told all the same.
  for (const span of spans) if (span.parent !== null && !known.has(span.parent)) follow(span, 1);
  const endedMs = Math.max(...spans.map(({ start, took }) => start + took));
  return { arm, of, answeredMs: root.took, endedMs, steps };
}

/** Processes of all ways, in the order in which they come up. */
export const processesOf = (ways: Iterable<readonly Way[]>): string[] => [
  ...new Set([...ways].flat().flatMap(({ steps }) => steps.map(({ process }) => process))),
];
