import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { offerWith } from '@lab/shared-domain/adapters/offer';
import { openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import { inCall } from '@lab/shared-domain/kernel/call-context';
import { DependencyFailure } from '@lab/shared-domain/kernel/dependency-failure';
import { expect, it, vi } from 'vitest';
import { timedCalls } from './timed-calls.ts';

const find = vi.fn<(payload: unknown) => Promise<unknown>>();
const catalog = offerWith(timedCalls)('catalog', { find }, ['find']);
const within = <T>(ms: number, work: () => T): T =>
  inCall({ correlationId: 'c', deadline: Date.now() + ms }, work);

it('passes answers and errors on as they are', async () => {
  find.mockResolvedValueOnce('tea');
  expect(await within(1_000, () => catalog.find({ sku: 'a' }))).toBe('tea');
  expect(find).toHaveBeenLastCalledWith({ sku: 'a' });
  const refusal = new TypeError('no');
  find.mockRejectedValueOnce(refusal);
  await expect(within(1_000, () => catalog.find({}))).rejects.toBe(refusal);
});

it('waits no longer than the request may take, and does not mind what comes later', async () => {
  find.mockImplementationOnce(async () => {
    await delay(40);
    throw new Error('too late for anybody');
  });
  const failure = await within(10, () => catalog.find({})).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DependencyFailure);
  expect(failure).toMatchObject({ dependency: 'catalog', kind: 'timeout' });
  await delay(60);
});

it('does not begin what nobody waits for', async () => {
  find.mockClear();
  await expect(within(-1, () => catalog.find({}))).rejects.toMatchObject({ kind: 'timeout' });
  expect(find).not.toHaveBeenCalled();
});

it('waits for ever where there is no deadline', async () => {
  find.mockImplementationOnce(() => delay(20, 'tea'));
  expect(await catalog.find({})).toBe('tea');
});

it('a transaction that one of its calls keeps waiting is rolled back at the deadline, with all that the call does later', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shop-'));
  const database = await openDatabase({ file: join(folder, 'shop.sqlite'), contexts: ['recommendations'] });
  const store = database.stores.recommendations;
  const basket = (orderId: string) => ({ orderId, customerId: 'c', skus: ['a'] });
  let tell = (_outcome: unknown): void => undefined;
  const late = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  let goOn = (): void => undefined;
  const givenUp = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  find.mockImplementationOnce(async () => {
    await givenUp;
    const appending = database.unitOfWork.write(() => store.append(basket('late')));
    tell(await appending.catch((error: unknown) => error));
  });
  const placing = within(500, () =>
    database.unitOfWork.write(async () => {
      await store.append(basket('early'));
      await catalog.find({});
    }),
  );
  await expect(placing).rejects.toMatchObject({ kind: 'timeout' });
  // Others may write at once, while the call is still at it.
  await store.append(basket('other'));
  goOn();
  expect(await late).toMatchObject({ message: expect.stringContaining('transaction has ended') });
  expect((await store.after(0)).map((each) => each.basket.orderId)).toEqual(['other']);
  await database.close();
  await rm(folder, { recursive: true });
});
