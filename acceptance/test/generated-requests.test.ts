import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Shop } from '../behaviour/shop.ts';
import { deployShop } from '../deployed-shop.ts';
import { type Asked, ask } from '../generated/ask.ts';
import { methodsOf, type Operation, operationsOf } from '../generated/document.ts';
import { type KnownShop, know } from '../generated/known-shop.ts';

/** `GENERATED_SEED=7 GENERATED_REQUESTS=1000` looks elsewhere, and at more. */
const SEED = Number(process.env.GENERATED_SEED || 1);
/** Of each operation. */
const REQUESTS = Number(process.env.GENERATED_REQUESTS || 60);
/** One in so many: a password's check takes a tenth of a second. */
const OF_SIGN_INS = 3;
/** Each operation waits for real processes. ms. */
const PER_OPERATION_MS = 30_000 + REQUESTS * 500;

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'TRACE'];
const DEPLOYMENTS = ['monolith', 'microservices'];

const nameOf = ({ method, path }: Operation) => `${method} ${path}`;
/** By deployment: what was answered, in the order in which it was asked. */
const answered = new Map<string, Asked[]>();

describe.each(DEPLOYMENTS)(`%s answers generated requests (GENERATED_SEED=${SEED}) as documented`, (name) => {
  let shop: Shop;
  let known: KnownShop;
  let operations: Operation[];

  beforeAll(async () => {
    shop = new Shop(await deployShop(name), ['order-still-pending']);
    operations = operationsOf((await shop.get('/openapi.json')).json());
    known = await know(shop);
  });
  afterAll(() => shop?.close());

  it('every operation', { timeout: 20 * PER_OPERATION_MS }, async () => {
    expect(operations.length).toBeGreaterThan(0);
    const all: Asked[] = [];
    for (const operation of operations) {
      const requests = Math.ceil(REQUESTS / (operation.path === '/sessions' ? OF_SIGN_INS : 1));
      const asked = await ask(operation, known, { seed: SEED, requests }).catch((error) => {
        throw new Error(`${nameOf(operation)}: ${error.message}`);
      });
      const statuses = new Set(asked.map(({ status }) => status));
      // Otherwise nothing behind the edge was tried.
      expect(
        [...statuses].some((status) => status < 300),
        `${nameOf(operation)} never succeeded: ${[...statuses]}`,
      ).toBe(true);
      all.push(...asked);
    }
    answered.set(name, all);
  });

  it('methods that a path does not have, with 405 and those that it has', async () => {
    for (const [path, documented] of methodsOf(operations)) {
      const has = [...documented, ...(documented.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort();
      for (const method of METHODS.filter((each) => !documented.includes(each))) {
        const { status, headers } = await shop.send({ method, path: path.replace(/\{\w+\}/g, '1') });
        expect({ method, path, status, allow: headers.allow?.split(', ').sort() }).toEqual({
          ...{ method, path, status: 405 },
          allow: has,
        });
      }
    }
  });
});

it('both deployments answer alike', () => {
  const [here, there] = DEPLOYMENTS.map((name) => answered.get(name) ?? []);
  expect(here?.length).toBeGreaterThan(0);
  const differences = (here ?? []).flatMap(({ request, status }, index) => {
    const other = there?.[index];
    if (other?.request === request && alike(status, other.status)) return [];
    return [`${request}: ${status} and ${other?.status}`];
  });
  expect(differences).toEqual([]);
});

/** A service that takes long may answer that an order is still pending. */
const alike = (status: number, other: number) => status === other || other === 202;
