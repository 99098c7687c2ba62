import { randomUUID } from 'node:crypto';
import { customerId } from '@lab/shared-domain/seed/people';
import { sku } from '@lab/shared-domain/seed/products';
import type { Options } from 'amqplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { eventually } from '../behaviour/expectations.ts';
import { LoneRecommendations } from '../lone-recommendations.ts';
import { OTHER_STACKS, whyNoStack } from '../other-stacks.ts';

const DEAD = 'recommendations.events.dead';
/** Deeper than the parsers of some languages go. */
const NESTED = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
/** All attempts of an event, and their pauses. ms */
const ALL_ATTEMPTS_MS = 30_000;

const event = (data: object, orderId = randomUUID()) => ({
  ...{ id: `order.confirmed:${orderId}`, type: 'order.confirmed', occurredAt: new Date().toISOString() },
  data: { orderId, ...data },
});

/**
 * What no program of the shop sends, and whoever reaches the broker may. A message that ended the process would come again, and end the next process too.
 */
describe.each(OTHER_STACKS)('recommendations on the stack %s', (stack) => {
  const missing = whyNoStack(stack);
  let service: LoneRecommendations;

  beforeAll(async () => {
    if (missing === undefined) service = await LoneRecommendations.start(stack);
  });
  afterAll(() => service?.stop());
  beforeEach((context) => skipLoudly(context, missing));

  it('answer requests whose type is no text, whose deadline never comes, and whose content has no end', async () => {
    const query = JSON.stringify({ sku: sku(117), limit: 1 });
    const never = `recommendations.forProduct; deadline=${'9'.repeat(5_000)}`;
    const requests: readonly (readonly [properties: Options.Publish, content: string])[] = [
      [{ headers: { 'x-message': 7 } }, query],
      [{ headers: { 'x-message': never } }, query],
      [{ type: 'recommendations.forProduct' }, NESTED],
    ];
    const { queue } = await service.channel.assertQueue('', { exclusive: true });
    for (const [index, [properties, content]] of requests.entries())
      service.channel.sendToQueue(`${service.prefix}rpc.recommendations`, Buffer.from(content), {
        ...properties,
        ...{ replyTo: queue, correlationId: `m${index}` },
      });
    const replies = new Map<string, string>();
    await eventually('all replies', async () => {
      const message = await service.channel.get(queue, { noAck: true });
      if (message === false) return undefined;
      const [kind = ''] = String(message.properties.type).split(';');
      replies.set(String(message.properties.correlationId), kind);
      return replies.size === requests.length ? true : undefined;
    });
    expect([...replies].toSorted()).toEqual([
      ['m0', 'error'],
      ['m1', 'result'],
      ['m2', 'error'],
    ]);
    expect(await service.operations.forProduct({ sku: sku(117), limit: 1 })).toHaveLength(1);
  });

  it('bury events whose attempts nobody counts, and whose content has no end, and go on', async () => {
    // Without a customer it is no order, and fails.
    for (const attempt of [0, -7, 1e9, 'soon']) service.sendEvent(event({}), { 'x-attempt': attempt });
    service.sendEvent(NESTED);
    await eventually(
      'five dead letters',
      async () => ((await service.waitingIn(DEAD)) === 5 ? true : undefined),
      ALL_ATTEMPTS_MS,
    );
    const orderId = randomUUID();
    const customer = customerId(10);
    service.sendEvent(event({ customerId: customer, lines: [{ sku: sku(4), quantity: 1 }] }, orderId));
    const learned = async () =>
      (await service.operations.baskets({ customerId: customer })).includes(orderId) || undefined;
    await eventually('the order learned', learned);
  });
});
