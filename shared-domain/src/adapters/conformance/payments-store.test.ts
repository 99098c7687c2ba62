import { expect, it } from 'vitest';
import { euros } from '../../kernel/money.ts';
import type { Payment } from '../../payments/payments.ts';
import { conformance } from './conformance.ts';

const payment: Payment = { orderId: 'o', customerId: 'ada', amount: euros(30), status: 'charged' };

conformance('the payments store', (database) => {
  const store = () => database().stores.payments;
  const openWallet = () =>
    store().addAll({
      wallets: [{ customerId: 'ada', balance: euros(100) }],
      payments: [payment],
      entries: [{ transfer: 'deposit:ada', account: 'wallet:ada', amount: 100 }],
    });

  it('gives back what was added', async () => {
    await openWallet();
    expect(await store().wallet('ada')).toEqual({ customerId: 'ada', balance: euros(100) });
    expect(await store().wallet('bob')).toBeUndefined();
    expect(await store().payment('o')).toEqual(payment);
    expect(await store().payment('p')).toBeUndefined();
  });

  it('adds to a balance, but neither below zero nor to no wallet', async () => {
    await openWallet();
    await store().adjustBalance('ada', -60);
    await expect(store().adjustBalance('ada', -41)).rejects.toThrow('CHECK constraint');
    await expect(store().adjustBalance('bob', 1)).rejects.toThrow('no wallet of bob');
    await store().adjustBalance('ada', -40);
    expect((await store().wallet('ada'))?.balance).toEqual(euros(0));
  });

  it('keeps one payment an order', async () => {
    await store().savePayment(payment);
    await store().savePayment({ ...payment, status: 'refunded' });
    expect(await store().payment('o')).toEqual({ ...payment, status: 'refunded' });
  });

  it('tells what wallets hold, and what entries say of them and of all else', async () => {
    expect(await store().totals()).toEqual({ balances: 0, wallets: 0, others: 0 });
    await openWallet();
    await store().append([
      { transfer: 'deposit:ada', account: 'bank:deposits', amount: -100 },
      { transfer: 'charge:o', account: 'wallet:ada', amount: -30 },
    ]);
    expect(await store().totals()).toEqual({ balances: 100, wallets: 70, others: -100 });
  });

  it('takes one entry per transfer and account', async () => {
    await openWallet();
    const entry = { transfer: 'charge:o', account: 'wallet:ada', amount: -30 };
    await store().append([entry, { ...entry, account: 'shop:revenue', amount: 30 }]);
    await expect(store().append([{ ...entry, transfer: 'charge:p' }, entry])).rejects.toThrow(
      'UNIQUE constraint',
    );
    await store().append([{ ...entry, transfer: 'charge:p' }]);
  });
});
