import { expect, it } from 'vitest';
import type { BusinessProcess } from './business-process.ts';
import { LocalTransaction } from './local-transaction.ts';
import { done, refused } from './result.ts';
import { type ToldStep, toldSteps } from './told-steps.ts';

interface Order {
  readonly id: string;
}

const unitOfWork = {
  write: <T>(work: () => Promise<T>) => work(),
  afterCommit: (hook: () => void) => hook(),
};

const place = (more: Partial<BusinessProcess<Order>> = {}): BusinessProcess<Order> => ({
  name: 'place',
  begin: async () => true,
  refused: async () => undefined,
  steps: [
    { name: 'reserve', run: async () => done },
    { name: 'charge', run: async () => refused('insufficient-funds', '') },
  ],
  ...more,
});

async function toldOf(businessProcess: BusinessProcess<Order>) {
  const told: ToldStep[] = [];
  const runner = toldSteps(new LocalTransaction(unitOfWork), (step) => told.push(step));
  const outcome = await runner.executorOf(businessProcess)('1', { id: '1' }).catch(String);
  const lines = told.map(({ saga, what, step, outcome }) => `${saga} ${what} ${step}: ${outcome}`);
  return { told, outcome, lines };
}

it('tells what was done for a business process, and what came of it', async () => {
  const { told, lines, outcome } = await toldOf(place());
  expect(outcome).toMatchObject({ status: 'refused' });
  expect(lines).toEqual([
    'place:1 begin reserve charge: ok',
    'place:1 run reserve: ok',
    'place:1 run charge: refused',
    // A transaction that was rolled back begins again to record why.
    'place:1 begin reserve charge: ok',
    'place:1 refused insufficient-funds: ok',
  ]);
  for (const { at, ms } of told) {
    expect(Math.abs(at - Date.now())).toBeLessThan(10_000);
    expect(ms).toBeGreaterThanOrEqual(0);
  }
});

it('tells of what threw, and lets it pass', async () => {
  const fails = { name: 'charge', run: () => Promise.reject(new Error('no answer')) };
  const { lines, outcome } = await toldOf(place({ steps: [fails] }));
  expect(outcome).toBe('Error: no answer');
  expect(lines.at(-1)).toBe('place:1 run charge: threw');
});

it('tells nothing of one that had begun before', async () => {
  const { lines, outcome } = await toldOf(place({ begin: async () => false }));
  expect([lines, outcome]).toEqual([[], { status: 'already-begun' }]);
});
