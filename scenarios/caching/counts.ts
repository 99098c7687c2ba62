import type { ProbeBench } from '@lab/lab/scenario/probe';

type Bench = Pick<ProbeBench, 'processes' | 'metrics'>;

/** What has come of the lookups of an edge's cache since its start; undefined where it has none. */
export interface Lookups {
  readonly hits: number;
  readonly misses: number;
  readonly unknown: number;
  readonly loads: number;
  readonly refused: number;
}

const EDGES = ['gateway', 'monolith'];
const ORIGINS = ['catalog', 'recommendations'];

/** @throws for a system without an edge that this scenario knows */
export async function lookupsOf(bench: Bench): Promise<Lookups | undefined> {
  const edge = bench.processes.find((name) => EDGES.includes(name));
  if (edge === undefined) throw new Error(`none of ${bench.processes.join(', ')} is an edge`);
  return lookupsIn(await bench.metrics(edge));
}

/** @param page of metrics, in Prometheus' text format */
export function lookupsIn(page: string): Lookups | undefined {
  const counts = new Map<string, number>();
  for (const [, labels = '', value] of page.matchAll(/^shop_cache_keys_total\{([^}]*)\} (\S+)$/gm)) {
    const what = /\bwhat="([^"]*)"/.exec(labels)?.[1];
    if (what !== undefined) counts.set(what, (counts.get(what) ?? 0) + Number(value));
  }
  if (counts.size === 0) return undefined;
  const of = (what: string) => counts.get(what) ?? 0;
  return {
    ...{ hits: of('hits'), misses: of('misses'), unknown: of('unknown') },
    ...{ loads: of('loads'), refused: of('refused') },
  };
}

/** Messages that the services behind the cache have sent; undefined where they are no processes of their own. */
export async function originMessages(bench: Bench): Promise<number | undefined> {
  const origins = bench.processes.filter((name) => ORIGINS.includes(name));
  if (origins.length < ORIGINS.length) return undefined;
  const pages = await Promise.all(origins.map((name) => bench.metrics(name)));
  return pages.reduce((sum, page) => sum + messagesIn(page), 0);
}

const messagesIn = (page: string): number =>
  [...page.matchAll(/^shop_messages_total(?:\{[^}]*\})? (\S+)$/gm)].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );
