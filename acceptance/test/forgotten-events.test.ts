import { randomUUID } from 'node:crypto';
import { openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import { nothing, type Sql } from '@lab/shared-domain/adapters/persistence/sql';
import { STORES } from '@lab/shared-domain/adapters/persistence/store-table';
import type { OrderConfirmed } from '@lab/shared-domain/kernel/events';
import { customerId } from '@lab/shared-domain/seed/people';
import { sku } from '@lab/shared-domain/seed/products';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { eventually } from '../behaviour/expectations.ts';
import { LoneRecommendations } from '../lone-recommendations.ts';
import { OTHER_STACKS, whyNoStack } from '../other-stacks.ts';

const DEAD = 'recommendations.events.dead';
const HOUR_MS = 3_600_000;
/** Next to nothing: an event is forgotten as soon as a younger one has been applied. */
const RETENTION_DAYS = '1e-9';

const customer = customerId(13);

function orderOf(occurredAt: number): OrderConfirmed {
  const orderId = randomUUID();
  return {
    id: `order.confirmed:${orderId}`,
    type: 'order.confirmed',
    occurredAt: new Date(occurredAt).toISOString(),
    data: {
      ...{ orderId, customerId: customer, total: { amount: 1, currency: 'EUR' } },
      lines: [{ sku: sku(1), quantity: 1 }],
    },
  };
}

/** Takes the inbox away from a service of recommendations. */
async function hideInbox(file: string): Promise<void> {
  const given: Sql[] = [];
  const create = (sql: Sql) => {
    given.push(sql);
    return STORES.recommendations.create(sql);
  };
  const stores = { recommendations: { ...STORES.recommendations, create } };
  const database = await openDatabase({ file, contexts: ['recommendations'], stores });
  await given[0]?.change('ALTER TABLE inbox RENAME TO hidden', [], nothing);
  await database.close();
}

describe.each(['nest', ...OTHER_STACKS] as const)('recommendations on the stack %s', (stack) => {
  const missing = stack === 'nest' ? undefined : whyNoStack(stack);
  let service: LoneRecommendations;

  beforeAll(async () => {
    if (missing !== undefined) return;
    service = await LoneRecommendations.start(stack, undefined, { INBOX_RETENTION_DAYS: RETENTION_DAYS });
  });
  afterAll(() => service?.stop());
  beforeEach((context) => skipLoudly(context, missing));

  const learned = async ({ data }: OrderConfirmed) =>
    (await service.operations.baskets({ customerId: customer })).includes(data.orderId) || undefined;

  async function remembers({ id }: OrderConfirmed): Promise<boolean> {
    const database = await openDatabase({ file: service.database, contexts: ['recommendations'] });
    const knows = await database.inbox.appliedBy(['recommendations'], id);
    await database.close();
    return knows.length > 0;
  }

  it('forget an old event, put aside what may be it or another one, and apply that on the word of an operator', async () => {
    const now = Date.now();
    const [old, fresh, late] = [orderOf(now - 2 * HOUR_MS), orderOf(now), orderOf(now - 3 * HOUR_MS)];
    const commits = () => service.count('shop_commits_total');
    const before = await commits();
    for (const order of [old, fresh]) {
      service.sendEvent(order);
      await eventually('the order learned', () => learned(order));
    }
    await eventually('the old one forgotten', async () => ((await remembers(old)) ? undefined : true));
    expect(await remembers(fresh)).toBe(true);
    // Two events applied, and one forgotten.
    await eventually('three commits', async () => ((await commits()) === before + 3 ? true : undefined));
    for (const order of [old, late]) service.sendEvent(order);
    const twoLetters = async () => ((await service.waitingIn(DEAD)) === 2 ? true : undefined);
    await eventually('two dead letters', twoLetters);
    expect(await learned(late)).toBeUndefined();
    const letter = await service.channel.get(service.prefix + DEAD);
    if (letter === false) throw new Error('there is no letter');
    // No attempt but the first: another one would not make it younger.
    expect(letter.properties.headers).not.toHaveProperty('x-attempt');
    expect(letter.properties.headers?.['x-error']).toMatch(
      /^TooOld: order\.confirmed:.* is too old: the inbox of recommendations only knows what happened after \d{4}-.*Z$/,
    );
    service.channel.nack(letter);
    await eventually('both letters there again', twoLetters);
    const many = 'recommendations: 2 dead letters on the way again';
    expect(await service.operate('redrive')).toBe(many);
    await eventually('the late order learned', () => learned(late));
    expect(await service.waitingIn(DEAD)).toBe(0);
  });

  // The last test: it leaves the service without its inbox.
  it('look for old events ten times a second at most, however little they are to remember', async () => {
    await hideInbox(service.database);
    // Now each look fails, and they tell so.
    const failed = await eventually('some looks', async () => {
      const lines = await service.log();
      const looks = lines.filter(({ msg }) => msg === 'old events could not be forgotten yet');
      return looks.length > 5 ? looks : undefined;
    });
    const times = failed.map(({ time }) => Number(time));
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? time));
    // A busy machine makes them longer, and never shorter. Clocks and timers have whole milliseconds.
    expect(Math.min(...waits)).toBeGreaterThan(90);
  });
});
