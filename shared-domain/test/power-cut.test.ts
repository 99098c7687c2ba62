import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/adapters/persistence/database.ts';
import { euros } from '../src/kernel/money.ts';
import { createPayments } from '../src/payments/payments-service.ts';

const CHARGES = 12;
const DEPOSIT = 100_000;
const PRICE = 7;
/** So many lengths at which the log is cut, from nothing to all of it. */
const CUTS = 60;

type Payments = Database<'payments'>;

/**
 * What a power cut may leave of a write-ahead log: a beginning of it. Which one is up to `durability`: at least all that was committed, or
 * less. Here the files are copied while the database is open, and the copy's log is cut.
 */
describe('after a power cut', () => {
  let folder: string;
  let original: string;
  let running: Payments;
  let length: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'power-cut-'));
    original = join(folder, 'original.sqlite');
    running = await openDatabase({ file: original, contexts: ['payments'] });
    const { stores, unitOfWork } = running;
    await stores.payments.addAll({
      wallets: [{ customerId: 'ada', balance: euros(DEPOSIT) }],
      payments: [],
      entries: [],
    });
    const payments = createPayments({ unitOfWork, store: stores.payments });
    for (let order = 0; order < CHARGES; order += 1)
      await payments.charge({ orderId: String(order), customerId: 'ada', amount: euros(PRICE) });
    length = (await stat(`${original}-wal`)).size;
  });
  afterAll(async () => {
    await running.close();
    await rm(folder, { recursive: true });
  });

  /** How many charges there are, in their order, and what is in the wallet, when the log is so long. */
  async function survivorsOf(bytes: number): Promise<{ charges: number; balance: number } | undefined> {
    const file = join(folder, `cut-${bytes}.sqlite`);
    await copyFile(original, file);
    await writeFile(`${file}-wal`, (await readFile(`${original}-wal`)).subarray(0, bytes));
    const database: Payments = await openDatabase({ file, contexts: ['payments'] });
    try {
      const { payments } = database.stores;
      const wallet = await payments.wallet('ada');
      if (!wallet) return undefined;
      const found = await Promise.all(
        Array.from({ length: CHARGES }, (_, order) => payments.payment(String(order))),
      );
      const charges = found.findIndex((payment) => !payment);
      expect(
        found.slice(charges === -1 ? CHARGES : charges).filter(Boolean),
        'no charge is there without those before it',
      ).toEqual([]);
      return { charges: charges === -1 ? CHARGES : charges, balance: wallet.balance.amount };
    } finally {
      await database.close();
    }
  }

  it('a beginning of the transactions is there, each of them whole, however much of the log is lost', async () => {
    const cuts = Array.from({ length: CUTS }, (_, cut) => Math.round((length * cut) / (CUTS - 1)));
    const seen: number[] = [];
    for (const bytes of cuts) {
      const survivors = await survivorsOf(bytes);
      if (!survivors) continue;
      expect(survivors.balance, `${bytes} bytes`).toBe(DEPOSIT - survivors.charges * PRICE);
      seen.push(survivors.charges);
    }
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(new Set(seen).size, 'the cuts fall between different charges').toBeGreaterThan(CHARGES / 2);
    expect(seen.at(-1), 'the whole log').toBe(CHARGES);
  });

  it('services that do not wait for the disk may know different things: one has a charge that another one has lost', async () => {
    const [orders, payments] = [await survivorsOf(length), await survivorsOf(length - 1)];
    expect(orders?.charges).toBe(CHARGES);
    expect(payments?.charges).toBe(CHARGES - 1);
  });
});
