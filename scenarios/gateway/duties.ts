import type { Answered, ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { cpuSecondsOf } from '../shop/cpu.ts';
import { get } from '../shop/http.ts';
import type { ShoppingData } from '../shop/shop-workload.ts';
import type { Size } from './sizes.ts';

/** So few under way that no limit refuses one. */
const CLIENTS = 4;
/** A shop that has rested takes more for its first requests. */
const UNCOUNTED = 1;

type Bench = Pick<ProbeBench, 'arm' | 'ask' | 'gather' | 'metrics' | 'processes'>;
type Data = Pick<ShoppingData, 'tokens' | 'skus'>;

interface Told {
  readonly values: Record<string, number>;
  /** That there is no value, and why. */
  readonly leftOut: readonly string[];
}

/**
 * CPU time of a request, by what is done for it besides and where. The arms of a round meet for each block of requests, so that they take turns: a
 * machine that is slower for a while is slower for all. Every arm has the same requests in the same order.
 *
 * @param takesPart whether this arm is asked; one that is not meets the others all the same
 */
export async function duties(
  bench: Bench,
  data: Data,
  { dutyBlocks, dutyRequests }: Pick<Size, 'dutyBlocks' | 'dutyRequests'>,
  takesPart: boolean,
): Promise<Told> {
  const next = signedIn(data);
  const costs: (number | undefined)[] = [];
  for (let block = 0; block < dutyBlocks; block += 1)
    await bench.gather(`duties, block ${block + 1}`, async () => {
      if (!takesPart) return undefined;
      const cost = await costOf(
        () => cpuSecondsOf(bench),
        (request) => bench.ask(request),
        Array.from({ length: dutyRequests }, next),
      );
      costs.push(cost);
      return cost;
    });
  const counted = costs.slice(UNCOUNTED);
  const known = counted.flatMap((cost) => cost ?? []);
  if (known.length < counted.length)
    return { values: {}, leftOut: [`${bench.arm}, duties: not all requests were answered`] };
  const sum = known.reduce((all, each) => all + each, 0);
  return { values: sum > 0 ? { 'duties.cpu': sum / known.length } : {}, leftOut: [] };
}

/**
 * CPU time of a request. To read the counters costs some as well: that is measured, and taken away.
 *
 * @param read CPU time so far, s
 * @param requests a few are under way at a time
 * @returns ms; undefined where one was not answered as it should be, as a refusal costs less
 */
export async function costOf(
  read: () => Promise<number>,
  ask: (request: PlannedRequest) => Promise<Pick<Answered, 'outcome'>>,
  requests: readonly PlannedRequest[],
): Promise<number | undefined> {
  // The first reading of all costs more than those to come.
  await read();
  const first = await read();
  const before = await read();
  let isWhole = true;
  const waiting = requests.values();
  const client = async () => {
    for (const request of waiting) isWhole = (await ask(request)).outcome === 'ok' && isWhole;
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const after = await read();
  const seconds = after - before - (before - first);
  return isWhole ? (1_000 * seconds) / requests.length : undefined;
}

/** What customers look at who are signed in: a list, a product, what is recommended with it, and an overview. Nothing that the books would show. */
function signedIn({ tokens, skus }: Data): () => PlannedRequest {
  let made = 0;
  return () => {
    made += 1;
    const sku = inTurn(skus, made * 7);
    const paths = ['/products', `/products/${sku}`, `/products/${sku}/recommendations`, '/me/overview'];
    // A customer asks for a page of each kind before the next one does.
    const token = inTurn(tokens, Math.floor(made / paths.length));
    return { ...get(inTurn(paths, made), token), endpoint: 'browse', expect: [200] };
  };
}

const inTurn = (values: readonly string[], turn: number): string => values[turn % values.length] ?? '';
