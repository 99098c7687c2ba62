import { topologyOf } from '@lab/lab/topologies/topology-of';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { skipLoudly } from '../../lab/test/skip-loudly.ts';
import { Shop } from '../behaviour/shop.ts';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';
import { OTHER_STACKS, patientShop, whyNoStack } from '../other-stacks.ts';
import { RECOMMENDED_TOPICS } from '../recommended-topics.ts';

const NAME = 'recommendations';
const DIFFERENCES = ['order-still-pending'] as const;

/** The topics of the behaviour suite in which recommendations answer something. The rest is about processes that are as they were. */
describe.each(OTHER_STACKS)('the microservices with recommendations on the stack %s', (stack) => {
  let running: Shop | undefined;
  const shop = () => {
    if (!running) throw new Error(`the shop with ${stack} did not start`);
    return running;
  };
  beforeAll(async () => {
    if (whyNoStack(stack) === undefined)
      running = new Shop(await deployShop(patientShop(stack)), DIFFERENCES);
  });
  afterAll(() => running?.close());
  beforeEach((context) => skipLoudly(context, whyNoStack(stack)));

  for (const topic of RECOMMENDED_TOPICS) topic(shop);
});

describe('a shop that is open', () => {
  const available = OTHER_STACKS.filter((stack) => whyNoStack(stack) === undefined);
  let deployed: DeployedShop | undefined;
  let shop: Shop | undefined;

  beforeAll(async () => {
    if (available.length === 0) return;
    deployed = await deployShop('microservices');
    shop = new Shop(deployed, DIFFERENCES);
  });
  afterAll(() => shop?.close());
  beforeEach((context) =>
    skipLoudly(context, available.length > 0 ? undefined : OTHER_STACKS.map(whyNoStack).join(' ')),
  );

  it('has its recommendations swapped for those of another stack, and back, and no request fails', async () => {
    if (!deployed || !shop) throw new Error('it has not been started');
    const asker = shop;
    const { sku } = await asker.product();
    const path = `/products/${sku}/recommendations?limit=5`;
    const before = (await asker.get(path)).json();
    const answers: unknown[] = [];
    let open = true;
    const client = async () => {
      while (open) {
        const { status, text } = await asker.get(path);
        answers.push({ status, body: JSON.parse(text) });
      }
    };
    const clients = [client(), client()];
    for (const stack of [...available, 'nest']) {
      const asked = answers.length;
      const { processes } = topologyOf(`microservices+stack=${stack}`);
      await deployed.system.replace(
        NAME,
        processes.find(({ name }) => name === NAME),
      );
      // Some of the answers are the new one's.
      await expect.poll(() => answers.length, { timeout: 30_000 }).toBeGreaterThan(asked + 10);
    }
    open = false;
    await Promise.all(clients);
    // Whoever answers, it is the same: no order was placed meanwhile.
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ status: 200, body: before })]),
    );
  });
});
