import type { Answered, ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { beforeEach, expect, it, vi } from 'vitest';
import { GO, SERVICES } from './arms.ts';
import { swapped } from './swap.ts';

beforeEach(() => void vi.stubEnv('LAB_SHARED_MACHINE', '1'));

const data = {
  tokens: ['t1', 't2', 't3'],
  skus: ['A', 'B', 'C', 'D'],
  wellStocked: ['A', 'B', 'C'],
};

/** A shop that answers at once. @param answerOf what is recommended, by who answers, and whether a request is answered as it should be */
function shop(
  answerOf: (stack: string) => string,
  fails: (request: PlannedRequest) => boolean = () => false,
) {
  const now = () => performance.timeOrigin + performance.now();
  const swaps: string[] = [];
  const seen: PlannedRequest[] = [];
  let stack = GO;
  const bench = {
    ...{ now, topology: GO, signal: new AbortController().signal },
    metrics: async () => 'shop_messages_total 3\n',
    swap: async (process: string, topology: string) => {
      swaps.push(`${process} ${topology}`);
      stack = topology;
    },
    async ask(request: PlannedRequest): Promise<Answered> {
      seen.push(request);
      const startedAt = now();
      const outcome = fails(request) ? 'failed' : 'ok';
      return { status: 200, body: answerOf(stack), outcome, startedAt, endedAt: startedAt } as Answered;
    },
  };
  return { bench: bench as unknown as ProbeBench, swaps, seen };
}

it('recommendations are replaced by Nest and back, while customers browse and order', async () => {
  const { bench, swaps, seen } = shop(() => '{"items":[]}');
  const { values, checks } = await swapped(bench, data, 0.2);
  expect(swaps).toEqual([`recommendations ${SERVICES}`, `recommendations ${GO}`]);
  expect(checks).toMatchObject([{ id: 'same-answers', result: 'pass' }]);
  expect(values['swap.failed']).toBe(0);
  expect(values['swap.sent']).toBeGreaterThan(5);
  const orders = seen.filter(({ endpoint }) => endpoint === 'place-order');
  const keys = orders.map(({ headers }) => headers?.['idempotency-key']);
  expect(orders.length).toBeGreaterThan(0);
  expect(new Set(keys).size).toBe(keys.length);
});

it('another answer of the other stack is found', async () => {
  const { bench } = shop((stack) => (stack === GO ? '{"items":[1]}' : '{"items":[2]}'));
  expect((await swapped(bench, data, 0.05)).checks).toMatchObject([{ id: 'same-answers', result: 'fail' }]);
});

it('so many requests fail as were not answered as they should be', async () => {
  let failed = 0;
  const { bench } = shop(
    () => '{"items":[]}',
    ({ endpoint }) => {
      if (endpoint !== 'place-order') return false;
      failed += 1;
      return true;
    },
  );
  const { values } = await swapped(bench, data, 0.2);
  expect(failed).toBeGreaterThan(0);
  expect(values['swap.failed']).toBe(failed);
});
