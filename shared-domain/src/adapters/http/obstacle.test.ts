import type { Request, Response } from 'express';
import { expect, it, vi } from 'vitest';
import { obstacleBefore } from './obstacle.ts';

/** What a request comes to that meets an obstacle. */
async function meets(path: string, obstacle: () => Promise<void>): Promise<unknown[]> {
  const next = vi.fn();
  await obstacleBefore(obstacle)({ path } as Request, {} as Response, next);
  await vi.waitFor(() => expect(next).toHaveBeenCalled());
  return next.mock.calls[0] ?? [];
}

it('is met by what customers ask, which goes on or fails as it says', async () => {
  const obstacle = vi.fn(async () => undefined);
  expect(await meets('/products', obstacle)).toEqual([]);
  expect(await meets('/healthy-food', obstacle)).toEqual([]);
  expect(obstacle).toHaveBeenCalledTimes(2);
  const failure = new Error('a fault');
  expect(await meets('/orders', () => Promise.reject(failure))).toEqual([failure]);
});

it.each(['/health', '/health/ready', '/metrics', '/docs/', '/openapi.json'])(
  'is not met by who looks after the process: %s',
  async (path) => {
    const obstacle = vi.fn(async () => undefined);
    expect(await meets(path, obstacle)).toEqual([]);
    expect(obstacle).not.toHaveBeenCalled();
  },
);
