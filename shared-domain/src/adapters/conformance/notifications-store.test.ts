import { expect, it } from 'vitest';
import { type Notice, noticeCursor } from '../../notifications/notifications.ts';
import { conformance } from './conformance.ts';

const notice = (id: string, second: number, customerId = 'ada'): Notice => ({
  id,
  customerId,
  orderId: `order-${id}`,
  type: 'order.confirmed',
  text: `Your order "${id}" is confirmed.`,
  createdAt: new Date(second * 1_000).toISOString(),
});

conformance('the notifications store', (database) => {
  const store = () => database().stores.notifications;
  const ids = (notices: readonly Notice[]) => notices.map(({ id }) => id);

  it('gives back a notice as it was added, and adds it once', async () => {
    await store().add(notice('1', 1));
    await store().add({ ...notice('1', 1), text: 'again' });
    expect(await store().list({ customerId: 'ada', limit: 10 })).toEqual([notice('1', 1)]);
  });

  it('lists by time, then id, newest first, page by page', async () => {
    await store().addAll([
      notice('b', 2),
      notice('a', 2),
      notice('z', 1),
      notice('c', 2),
      notice('x', 9, 'bob'),
    ]);
    expect(ids(await store().list({ customerId: 'ada', limit: 2 }))).toEqual(['c', 'b']);
    const before = noticeCursor(notice('b', 2));
    expect(await store().list({ customerId: 'ada', limit: 9, before })).toEqual([
      notice('a', 2),
      notice('z', 1),
    ]);
  });

  it("tells the ids of a customer's own", async () => {
    await store().addAll([notice('a', 1), notice('b', 1), notice('x', 9, 'bob')]);
    await store().add(notice('a', 1));
    const all = await Promise.all(['ada', 'bob', 'eve'].map((id) => store().ids(id)));
    expect(all.map((own) => own.toSorted())).toEqual([['a', 'b'], ['x'], []]);
  });

  it('takes any text for a cursor', async () => {
    await store().add(notice('1', 1));
    expect(await store().list({ customerId: 'ada', limit: 9, before: "nonsense '~" })).toHaveLength(1);
    expect(await store().list({ customerId: 'ada', limit: 9, before: '0' })).toHaveLength(0);
  });
});
