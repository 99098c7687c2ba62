import { expect, test } from 'vitest';
import { Shop } from '../behaviour/shop.ts';
import { deployShop } from '../deployed-shop.ts';
import { suiteOf } from '../suite-arm.ts';

suiteOf('microservices-replicas');

test('readers do without the owners, and catch up with what changed while they were down', async () => {
  const deployed = await deployShop('microservices+replicas=local');
  const shop = new Shop(deployed, ['order-still-pending', 'reads-lag-behind']);
  try {
    const product = await shop.product({ available: 5 });
    const { sku } = product;
    const changed = { amount: product.price.amount + 7, currency: 'EUR' as const };
    const path = `/products/${sku}/price`;
    const staff = await shop.staff();
    const customer = await shop.customer(4 * changed.amount);

    await deployed.system.kill('catalog');
    await deployed.system.kill('inventory');
    expect(await shop.stocked(sku)).toEqual(product);
    await deployed.system.restart('catalog');
    await deployed.system.restart('inventory');

    await deployed.system.kill('orders');
    expect((await shop.send({ method: 'PUT', path, json: changed, token: staff })).status).toBe(200);
    await shop.expectPrice(sku, changed);
    await deployed.system.restart('orders');
    const order = () => customer.placeOrder([{ sku, quantity: 1 }]);
    await shop.expectToRead(async () => (await order()).total, changed);
    const { total } = await order();
    expect(total).toEqual(changed);
    await shop.send({ method: 'PUT', path, json: product.price, token: staff });
  } finally {
    await shop.close();
  }
});
