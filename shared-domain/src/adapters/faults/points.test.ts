import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Step } from '../../kernel/business-process.ts';
import type { DomainEvent } from '../../kernel/events.ts';
import { applyOnce } from '../../kernel/exactly-once.ts';
import { LocalTransaction } from '../../kernel/local-transaction.ts';
import { done, refused } from '../../kernel/result.ts';
import { Saga } from '../../kernel/saga.ts';
import { createMemoryDatabase } from '../memory/memory-database.ts';
import { offerWith } from '../offer.ts';
import type { Report } from './fault.ts';
import { FaultInjection } from './fault-injection.ts';

interface Order {
  readonly id: string;
}

const reports: Report[] = [];
let died = false;
let database = createMemoryDatabase();
let faults: FaultInjection;
let inventory: { reserve(command: { orderId: string }): Promise<unknown> };

/** What the database says of the reservation, to those outside of a transaction. */
const committed = async () => (await database.stores.inventory.reservation('o'))?.status ?? 'nothing';
const reserve = vi.fn(async ({ orderId }: { orderId: string }) =>
  database.unitOfWork.write(async () => {
    await database.stores.inventory.saveReservation({ orderId, status: 'held', lines: [] });
    return done;
  }),
);

beforeEach(() => {
  reports.length = 0;
  died = false;
  database = createMemoryDatabase();
  faults = new FaultInjection({
    unitOfWork: database.unitOfWork,
    rewrite: async () => 0,
    report: async (report) => void reports.push(report),
    die: () => {
      died = true;
    },
    onFailure: () => undefined,
  });
  inventory = offerWith(faults.interceptor)('inventory', { reserve }, ['reserve']);
});

const inject = (kind: string, context: string, point: string, moment: string) =>
  faults.obey({ type: 'fault', id: 'f', context, fault: { kind, point, moment } });
const refusals = () => reports.flatMap((report) => (report.type === 'fault-refused' ? [report.reason] : []));
/** @returns what had been committed when the process died */
async function death(): Promise<string> {
  await vi.waitFor(() => expect(died).toBe(true));
  return committed();
}

describe('an operation whose process dies', () => {
  it('before its commit has done nothing', async () => {
    await inject('crash-at', 'inventory', 'inventory.reserve', 'before-commit');
    void inventory.reserve({ orderId: 'o' });
    expect(await death()).toBe('nothing');
  });

  it('after its commit has done it, and has not answered', async () => {
    await inject('crash-at', 'inventory', 'inventory.reserve', 'after-commit');
    const answered = vi.fn();
    void inventory.reserve({ orderId: 'o' }).then(answered);
    expect(await death()).toBe('held');
    expect(answered).not.toHaveBeenCalled();
    expect(reports.at(-1)).toMatchObject({
      type: 'fault-bit',
      context: 'inventory',
      kind: 'crash-at',
      count: 1,
    });
  });

  it('does not die where it refuses, as that commits nothing', async () => {
    await inject('crash-at', 'inventory', 'inventory.reserve', 'before-commit');
    reserve.mockImplementationOnce(async () => refused('out-of-stock', '') as never);
    expect(await inventory.reserve({ orderId: 'o' })).toMatchObject({ ok: false });
    expect(reports.filter(({ type }) => type === 'fault-bit')).toEqual([]);
  });
});

describe('steps of a business process', () => {
  const trace: string[] = [];
  const step = (name: string, more: Partial<Step<Order>> = {}): Step<Order> => ({
    name,
    run: async () => {
      trace.push(name);
      return done;
    },
    ...more,
  });
  const place = (more: Partial<Step<Order>> = {}) => ({
    name: 'place',
    steps: [
      step('ask', { undo: async () => trace.push('undo ask') }),
      step('note', { local: true, run: ({ id }) => reserve({ orderId: id }), pivot: true, ...more }),
    ],
    begin: async () => true,
    refused: async () => undefined,
  });
  const saga = () =>
    new Saga({ unitOfWork: database.unitOfWork, log: database.sagaLog, retry: { base: 1, cap: 2 } });

  beforeEach(() => {
    trace.length = 0;
  });

  it.each([
    ['place.ask', 'before-commit', [], 'nothing'],
    ['place.ask', 'after-commit', ['ask'], 'nothing'],
    ['place.note', 'before-commit', ['ask'], 'nothing'],
    ['place.note', 'after-commit', ['ask'], 'held'],
  ])('%s %s: a crash leaves what was before it', async (point, moment, before, expected) => {
    const execute = faults.steps('orders', saga()).executorOf(place());
    offerWith(faults.interceptor)('orders', { place: reserve }, ['place']);
    await inject('crash-at', 'orders', point, moment);
    void execute('o', { id: 'o' });
    const left = await death();
    expect([trace, left]).toEqual([before, expected]);
  });

  it('one that fails before its commit is rolled back, tried again, and at last taken back', async () => {
    const runner = new Saga({
      ...{ unitOfWork: database.unitOfWork, log: database.sagaLog },
      ...{ giveUpAfterMs: 20, retry: { base: 1, cap: 2 } },
    });
    const execute = faults.steps('orders', runner).executorOf(place());
    offerWith(faults.interceptor)('orders', { place: reserve }, ['place']);
    await inject('fail-at', 'orders', 'place.note', 'before-commit');
    expect(await execute('o', { id: 'o' })).toMatchObject({ status: 'refused' });
    expect([trace, await committed()]).toEqual([['ask', 'undo ask'], 'nothing']);
    expect(await database.sagaLog.open()).toBe(0);
  });

  it('in one transaction are committed together: a crash after the first leaves nothing of it', async () => {
    const execute = faults.steps('orders', new LocalTransaction(database.unitOfWork)).executorOf({
      ...place(),
      steps: [step('note', { run: ({ id }) => reserve({ orderId: id }) }), step('ask')],
    });
    offerWith(faults.interceptor)('orders', { place: reserve }, ['place']);
    await inject('crash-at', 'orders', 'place.note', 'after-commit');
    void execute('o', { id: 'o' });
    const left = await death();
    expect([trace, left]).toEqual([[], 'nothing']);
  });

  it('are points by their names, and so is no operation that runs them', async () => {
    faults.steps('orders', saga()).executorOf(place());
    offerWith(faults.interceptor)('orders', { place: reserve }, ['place']);
    await inject('crash-at', 'orders', 'place.pay', 'before-commit');
    await inject('crash-at', 'orders', 'orders.place', 'before-commit');
    await inject('crash-at', 'orders', 'place.ask', 'after-publish');
    expect(refusals()).toEqual([
      'orders has no point place.pay',
      'orders.place has more than one commit: choose a step of a business process',
      'place.ask has no moment after-publish',
    ]);
    await inject('crash-at', 'orders', 'place.ask.undo', 'after-commit');
    expect(reports.at(-1)).toEqual({ type: 'fault-armed', id: 'f' });
  });
});

const EVENT: DomainEvent = {
  ...({ id: 'e', type: 'product.price-changed', occurredAt: '' } as const),
  data: { sku: 'A', price: { amount: 1, currency: 'EUR' }, version: 1 },
};

describe('a subscriber whose process dies over an event', () => {
  const subscription = {
    ...{ subscriber: 'inventory', types: [] },
    apply: async () => void (await reserve({ orderId: 'o' })),
  };
  const apply = (unitOfWork = database.unitOfWork) =>
    applyOnce(unitOfWork, database.inbox, subscription, EVENT);
  const heard = () => database.inbox.appliedBy(['inventory'], 'e');

  it('before its commit has done nothing, and does not know the event', async () => {
    const inbox = faults.inbox('inventory', database.unitOfWork);
    await inject('crash-at', 'inventory', 'inbox', 'before-commit');
    void apply(inbox);
    expect([await death(), await heard()]).toEqual(['nothing', []]);
  });

  it('after its commit has applied it, has not acknowledged it, and does not apply it again', async () => {
    const inbox = faults.inbox('inventory', database.unitOfWork);
    await inject('crash-at', 'inventory', 'inbox', 'after-commit');
    const acknowledged = vi.fn();
    void apply(inbox).then(acknowledged);
    expect([await death(), await heard()]).toEqual(['held', ['inventory']]);
    expect(acknowledged).not.toHaveBeenCalled();
    // The next life is delivered the event once more.
    expect(await apply()).toBe(false);
  });

  it('has no such point where no events are heard, and no moment of a publication where they are', async () => {
    await inject('crash-at', 'inventory', 'inbox', 'after-commit');
    faults.inbox('inventory', database.unitOfWork);
    await inject('crash-at', 'inventory', 'inbox', 'after-publish');
    expect(refusals()).toEqual(['inventory has no point inbox', 'inbox has no moment after-publish']);
  });
});

it('an outbox whose process dies after a publication still has the event', async () => {
  offerWith(faults.interceptor)('orders', { place: reserve }, ['place']);
  const outbox = faults.outbox('orders', database.outbox);
  await outbox.add(EVENT);
  await inject('crash-at', 'orders', 'outbox', 'after-publish');
  void outbox.delivered(['e']);
  await vi.waitFor(() => expect(died).toBe(true));
  expect(await database.outbox.count()).toEqual({ pending: 1, parked: 0 });
});
