import { expect, it, vi } from 'vitest';
import { euros } from '../../kernel/money.ts';
import { conformance } from './conformance.ts';

/** A promise that is resolved from outside. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

conformance('the unit of work', (database) => {
  const balance = async () => (await database().stores.payments.wallet('ada'))?.balance.amount;
  const deposit = (amount: number) => database().stores.payments.adjustBalance('ada', amount);
  const open = () =>
    database().stores.payments.addAll({
      wallets: [{ customerId: 'ada', balance: euros(100) }],
      payments: [],
      entries: [],
    });
  const write = <T>(work: () => Promise<T>) => database().unitOfWork.write(work);
  const boom = new Error('boom');

  it('keeps what was written and hands on the result', async () => {
    await open();
    expect(await write(async () => deposit(5).then(() => 'done'))).toBe('done');
    expect(await balance()).toBe(105);
  });

  it('rolls everything back when the work throws', async () => {
    await open();
    const failing = write(async () => {
      await deposit(5);
      await database().outbox.add({
        id: 'e',
        type: 'product.price-changed',
        occurredAt: '',
        data: { sku: 's', price: euros(1), version: 1 },
      });
      throw boom;
    });
    await expect(failing).rejects.toBe(boom);
    expect(await balance()).toBe(100);
    expect(await database().outbox.pending(10)).toEqual([]);
    await write(() => deposit(1));
    expect(await balance()).toBe(101);
  });

  it('rolls back when the work throws before its first promise', async () => {
    const failing = write(() => {
      throw boom;
    });
    await expect(failing).rejects.toBe(boom);
    await write(async () => undefined);
  });

  it('shows a transaction its own changes, and others none before the commit', async () => {
    await open();
    const wrote = gate();
    const mayCommit = gate();
    const writing = write(async () => {
      await deposit(5);
      expect(await balance()).toBe(105);
      wrote.open();
      await mayCommit.opened;
    });
    await wrote.opened;
    expect(await balance()).toBe(100);
    mayCommit.open();
    await writing;
    expect(await balance()).toBe(105);
  });

  it('serializes writes: 100 at once that read and then write lose nothing', async () => {
    const { catalog } = database().stores;
    const priced = (amount: number) => ({
      sku: 'a',
      name: '',
      description: '',
      category: '',
      price: euros(amount),
    });
    await catalog.addAll([priced(0)]);
    const increment = async () => {
      const [before] = await catalog.find(['a']);
      await catalog.setPrice('a', euros((before?.price.amount ?? 0) + 1));
    };
    await Promise.all(Array.from({ length: 100 }, () => write(increment)));
    expect(await catalog.find(['a'])).toEqual([priced(100)]);
  });

  it('lets writes begin in the order in which they came', async () => {
    const order: number[] = [];
    await Promise.all([1, 2, 3, 4, 5].map((n) => write(async () => order.push(n))));
    expect(order).toEqual([1, 2, 3, 4, 5]);
  });

  it('joins a write inside a write', async () => {
    await open();
    const failing = write(async () => {
      await write(() => deposit(5));
      throw boom;
    });
    await expect(failing).rejects.toBe(boom);
    expect(await balance()).toBe(100);
  });

  it('keeps nothing when a joined write threw, even if the outer work swallows that', async () => {
    await open();
    const failing = write(async () => {
      const inner = write(async () => {
        await deposit(5);
        throw boom;
      });
      await inner.catch(() => undefined);
    });
    await expect(failing).rejects.toMatchObject({ cause: boom });
    expect(await balance()).toBe(100);
  });

  it('takes a change outside of any write as a transaction of its own', async () => {
    await open();
    await Promise.all([deposit(1), deposit(2), write(() => deposit(3))]);
    expect(await balance()).toBe(106);
  });

  it('calls hooks after the commit, outside of the transaction', async () => {
    await open();
    const hooked: Promise<void>[] = [];
    await write(async () => {
      await write(async () => {
        database().unitOfWork.afterCommit(() => hooked.push(write(() => deposit(7))));
      });
      await deposit(5);
    });
    await Promise.all(hooked);
    expect(hooked).toHaveLength(1);
    expect(await balance()).toBe(112);
  });

  it('calls a hook at once when there is no transaction, and never after a rollback', async () => {
    const hook = vi.fn();
    database().unitOfWork.afterCommit(hook);
    expect(hook).toHaveBeenCalledTimes(1);
    const failing = write(async () => {
      database().unitOfWork.afterCommit(hook);
      throw boom;
    });
    await expect(failing).rejects.toBe(boom);
    expect(hook).toHaveBeenCalledTimes(1);
  });

  it('survives a hook that fails, and calls those after it', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const next = vi.fn();
    await open();
    await write(async () => {
      await deposit(5);
      database().unitOfWork.afterCommit(() => {
        throw boom;
      });
      database().unitOfWork.afterCommit(next);
    });
    expect(await balance()).toBe(105);
    expect(next).toHaveBeenCalledTimes(1);
    await vi.waitFor(() => expect(warned).toHaveBeenCalledWith(boom));
    warned.mockRestore();
  });

  it('refuses a leftover of a transaction that has ended', async () => {
    await open();
    const ended = gate();
    let leftover: Promise<void> | undefined;
    await write(async () => {
      leftover = ended.opened.then(balance).then(() => deposit(5));
    });
    ended.open();
    await expect(leftover).rejects.toThrow('was not awaited');
    expect(await balance()).toBe(100);
  });

  it('lets no statement of a failed transaction take effect after the rollback', async () => {
    await open();
    const failing = write(() => Promise.all([deposit(5), deposit(6), Promise.reject(boom), deposit(7)]));
    await expect(failing).rejects.toBe(boom);
    await write(() => deposit(1));
    expect(await balance()).toBe(101);
  });
});
