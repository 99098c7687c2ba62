import { expect, it } from 'vitest';
import type { StoredAccount } from '../../identity/identity.ts';
import { conformance } from './conformance.ts';

const ada: StoredAccount = {
  id: 'cus-1',
  email: 'ada@shop.example',
  name: 'Ada',
  role: 'customer',
  passwordHash: 'scrypt$256$8$1$00$00',
};

conformance('the identity store', (database) => {
  const store = () => database().stores.identity;

  it('finds accounts by email', async () => {
    await store().addAll([ada, { ...ada, id: 'staff-1', email: 'bob@shop.example', role: 'staff' }]);
    expect(await store().byEmail(ada.email)).toEqual(ada);
    expect((await store().byEmail('bob@shop.example'))?.role).toBe('staff');
    expect(await store().byEmail("' OR 1 = 1 --")).toBeUndefined();
  });

  it('refuses an id or an email twice', async () => {
    await store().addAll([ada]);
    await expect(store().addAll([{ ...ada, id: 'cus-2' }])).rejects.toThrow();
    await expect(store().addAll([{ ...ada, email: 'other@shop.example' }])).rejects.toThrow();
    expect(await store().byEmail('other@shop.example')).toBeUndefined();
  });
});
