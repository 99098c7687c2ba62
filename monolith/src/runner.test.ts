import { createMemoryDatabase } from '@lab/shared-domain/adapters/memory/memory-database';
import type { BusinessProcess } from '@lab/shared-domain/kernel/business-process';
import { done } from '@lab/shared-domain/kernel/result';
import { PLACE_ORDER } from '@lab/shared-domain/orders/place-order';
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { openRunner } from './runner.ts';

it.each(['accepted', 'answered'] as const)(
  'carries out what an earlier life has accepted, when orders are %s now',
  async (now) => {
    const database = createMemoryDatabase();
    const placed: string[] = [];
    const place: BusinessProcess<{ readonly id: string }> = {
      name: PLACE_ORDER,
      begin: async () => true,
      steps: [
        {
          name: 'charge',
          run: async ({ id }) => {
            placed.push(id);
            return done;
          },
        },
      ],
      refused: async () => undefined,
    };
    const life = (ORDERS: 'accepted' | 'answered') => {
      const runner = openRunner({ ORDERS, ORDERS_BACKLOG: 10 }, database, pino({ level: 'silent' }));
      return { runner, execute: runner.executorOf(place) };
    };
    expect(await life('accepted').execute('1', { id: '1' })).toEqual({ status: 'pending' });
    const { runner, execute } = life(now);
    expect(await runner.resume()).toBe(1);
    await vi.waitFor(async () => expect(await database.sagaLog.open()).toBe(0));
    expect(await execute('2', { id: '2' })).toEqual({ status: now === 'accepted' ? 'pending' : 'completed' });
    await vi.waitFor(() => expect(placed).toEqual(['1', '2']));
    await runner.stop();
  },
);
