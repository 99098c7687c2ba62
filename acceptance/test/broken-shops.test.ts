import type { Asked } from '@lab/scenarios/shop/checkers/checker';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { freshKey } from '../behaviour/customer.ts';
import { POOR_CUSTOMER } from '../behaviour/facts.ts';
import { Shop } from '../behaviour/shop.ts';
import { expectBooksInOrder, totalsOfMarket } from '../books.ts';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';
import {
  buy,
  death,
  decline,
  late,
  outcomeOf,
  type Provocation,
  rollback,
  type Scene,
  twice,
} from '../provocations.ts';
import { inSharedServers } from '../shared-servers.ts';

const VARIANTS: readonly {
  readonly arm: string;
  readonly provocation: string;
  readonly provoke: Provocation;
  /** Ids of the checkers that must find the flaw, and of no others, in their order. */
  readonly caughtBy: readonly string[];
}[] = [
  {
    arm: 'microservices+consistency=no-compensation',
    provocation: 'an order is declined when its stock is reserved',
    provoke: decline,
    caughtBy: ['stock'],
  },
  {
    arm: 'microservices+flaw=no-idempotency',
    provocation: 'a key, two commands and an event come twice',
    provoke: twice,
    caughtBy: ['money', 'stock', 'effects', 'events'],
  },
  {
    arm: 'microservices+flaw=no-tombstone',
    provocation: 'commands come after what takes them back',
    provoke: late,
    caughtBy: ['money', 'stock'],
  },
  {
    arm: 'microservices+flaw=publish-before-commit',
    provocation: 'a confirmation is rolled back until the order is rejected',
    provoke: rollback,
    caughtBy: ['events'],
  },
  {
    arm: 'microservices+flaw=no-commit',
    provocation: 'orders are confirmed',
    provoke: buy,
    caughtBy: ['stock'],
  },
  {
    arm: 'microservices+flaw=no-log',
    provocation: 'the process that drives an order dies',
    provoke: death,
    caughtBy: ['stock', 'orders'],
  },
];

/** Opens a market of its own in a shop, provokes the shop, and looks at the books. */
async function provoked(
  shop: Shop,
  deployed: DeployedShop,
  provoke: Provocation,
  caughtBy: readonly string[],
) {
  const [rich, poor] = [await shop.customer(20_000), await shop.signIn(POOR_CUSTOMER)];
  const product = await shop.product({ priceAtMost: 2_000 });
  const market = {
    url: shop.deployment.url,
    tokens: [rich.token, poor.token],
    skus: [product.sku],
    staff: await shop.staff(),
  };
  const before = await totalsOfMarket(market);
  const key = freshKey();
  const { id } = await rich.placeOrder([{ sku: product.sku, quantity: 1 }], key);
  const own: Asked = { key, told: { id, status: 'confirmed' } };
  const scene: Scene = { deployed, rich, poor, product, order: { id, key } };
  const asked = await provoke(scene);
  // Its events come after all others: where they have been applied, those have been as well.
  const last = await outcomeOf(rich, scene);
  await expectBooksInOrder(before, market, [own, ...asked, last], caughtBy);
}

async function open(arm: string): Promise<{ deployed: DeployedShop; shop: Shop }> {
  const env = { ...inSharedServers(['rabbitmq']), FAULT_INJECTION: 'on' };
  const deployed = await deployShop(arm, env);
  // One of its processes may be made to die.
  deployed.system.failure.catch(() => undefined);
  return { deployed, shop: new Shop(deployed, ['order-still-pending']) };
}

describe('sound microservices bear it', () => {
  let sound: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    sound = await open('microservices');
  });
  afterAll(() => sound?.shop.close());

  it.each(VARIANTS)('when $provocation', ({ provoke }) => provoked(sound.shop, sound.deployed, provoke, []));
});

describe.each(VARIANTS)('$arm', ({ arm, provocation, provoke, caughtBy }) => {
  let broken: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    broken = await open(arm);
  });
  afterAll(() => broken?.shop.close());

  it(`is caught by ${caughtBy.join(', ')} when ${provocation}`, () =>
    provoked(broken.shop, broken.deployed, provoke, caughtBy));
});
