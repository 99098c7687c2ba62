import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Shop } from '../behaviour/shop.ts';
import { deployShop } from '../deployed-shop.ts';
import { type Asked, ask } from '../generated/ask.ts';
import { methodsOf, type Operation, operationsOf } from '../generated/document.ts';
import { type KnownShop, know } from '../generated/known-shop.ts';

/** `GENERATED_SEED=7 GENERATED_REQUESTS=1000` looks elsewhere, and at more. */
const SEED = Number(process.env.GENERATED_SEED || 1);
/** Of each operation. */
const REQUESTS = Number(process.env.GENERATED_REQUESTS || 30);
/** On a machine that does other things too. ms. */
const DEADLINE_MS = 120_000 + REQUESTS * 2_000;

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'TRACE'];
const DEPLOYMENTS = ['monolith', 'microservices'] as const;

interface Deployed {
  readonly shop: Shop;
  readonly known: KnownShop;
  readonly operations: readonly Operation[];
}

/** A password's check takes a tenth of a second; and where nothing can be varied but who asks, there is little to try. */
function requestsFor({ path, parameters, body, secured }: Operation): number {
  if (path === '/sessions') return Math.max(16, Math.ceil(REQUESTS / 4));
  if (parameters.length === 0 && !body) return secured ? Math.min(12, REQUESTS) : 2;
  return REQUESTS;
}

async function askAll({ operations, known }: Deployed): Promise<Asked[]> {
  const all: Asked[] = [];
  for (const operation of operations) {
    const name = `${operation.method} ${operation.path}`;
    const options = { seed: SEED, requests: requestsFor(operation) };
    const asked = await ask(operation, known, options).catch((error) => {
      throw new Error(`${name} with GENERATED_SEED=${SEED}: ${error.message}`);
    });
    const statuses = asked.map(({ status }) => status);
    // Otherwise nothing behind the edge was tried.
    expect(Math.min(...statuses), `${name} succeeds with GENERATED_SEED=${SEED}`).toBeLessThan(300);
    all.push(...asked);
  }
  return all;
}

/** A service that takes long may answer that an order is still pending, whatever becomes of it. */
const alike = (request: string, status: number, other: number | undefined) =>
  status === other ||
  (other === 202 && request.startsWith('POST /orders') && [201, 402, 409, 422].includes(status));

describe('generated requests', () => {
  const shops: Shop[] = [];
  const deployed = new Map<string, Deployed>();
  const answered = new Map<string, Asked[]>();
  const of = <T>(name: string, found: Map<string, T>): T => {
    const value = found.get(name);
    if (value === undefined) throw new Error(`the ${name} did not get that far`);
    return value;
  };

  beforeAll(async () => {
    const start = async (name: string) => {
      // An answer that a service was kept waiting (504) counts as its failure, and a busy machine keeps any waiting.
      const shop = new Shop(await deployShop(`${name}+timeouts=off`), ['order-still-pending']);
      shops.push(shop);
      const operations = operationsOf((await shop.get('/openapi.json')).json());
      deployed.set(name, { shop, operations, known: await know(shop) });
    };
    const started = await Promise.allSettled(DEPLOYMENTS.map(start));
    for (const each of started) if (each.status === 'rejected') throw each.reason;
  });
  afterAll(() => Promise.all(shops.map((shop) => shop.close())));

  it.each(DEPLOYMENTS)('are answered as documented by the %s', { timeout: DEADLINE_MS }, async (name) => {
    answered.set(name, await askAll(of(name, deployed)));
  });

  it('are answered alike by both', () => {
    const [here, there] = DEPLOYMENTS.map((name) => of(name, answered)) as [Asked[], Asked[]];
    const differences = here.flatMap(({ request, status }, index) => {
      const other = there[index];
      const same = request === other?.request && alike(request, status, other.status);
      return same ? [] : [`${request}: ${status}; ${other?.request}: ${other?.status}`];
    });
    expect(differences).toEqual([]);
    expect(there.length).toBe(here.length);
  });

  it.each(DEPLOYMENTS)(
    'with a method that a path does not have get 405 and its methods, which OPTIONS tells, too: %s',
    async (name) => {
      const { shop, operations } = of(name, deployed);
      for (const [path, documented] of methodsOf(operations)) {
        const has = [...documented, ...(documented.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort();
        for (const method of [...METHODS.filter((each) => !documented.includes(each)), 'OPTIONS']) {
          const { status, headers } = await shop.send({ method, path: path.replace(/\{\w+\}/g, '1') });
          const allow = headers.allow?.split(', ').sort();
          const due = method === 'OPTIONS' ? 204 : 405;
          expect({ method, path, status, allow }).toEqual({ method, path, status: due, allow: has });
        }
      }
    },
  );
});
