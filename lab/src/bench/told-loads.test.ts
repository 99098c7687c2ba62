import { expect, it } from 'vitest';
import type { Driver, Load, LoadSession, Watch } from '../drivers/driver.ts';
import type { LiveEvent } from '../live/events.ts';
import { toldLoads } from './told-loads.ts';

const never = new AbortController().signal;
const hooks = { started: async () => undefined, ended: async () => undefined };
const second = { seconds: 1, ended: 20, failed: 1, p50: 4, p95: 9 };

/** A driver whose loads last one second, and are watched or not. */
function madeDriver(fails = false) {
  const opened: (Watch | undefined)[] = [];
  const work = async (): Promise<never> => {
    opened.at(-1)?.(second);
    if (fails) throw new Error('the system is gone');
    return undefined as never;
  };
  const session = { warmUp: work, measure: work, burst: work } as Partial<LoadSession> as LoadSession;
  const open: Driver['open'] = async (_load, _signal, watch) => {
    opened.push(watch);
    return session;
  };
  return { driver: { open } as Partial<Driver> as Driver, opened, session };
}

it('tells of each load: its beginning, its seconds and its end', async () => {
  const told: LiveEvent[] = [];
  const { driver } = madeDriver();
  const session = await toldLoads(driver, {} as Load, never, 'monolith', (event) => told.push(event));
  await session.warmUp(20, 2);
  await session.measure({ name: 'light', perSecond: 30, seconds: 10 }, 2, hooks.started);
  await session.burst({ name: 'burst', outstanding: 16, seconds: 3, leadInSeconds: 1 }, hooks);
  const [arm, rest] = [
    'monolith',
    [
      { type: 'second', arm: 'monolith', ...second },
      { type: 'load-over', arm: 'monolith' },
    ],
  ];
  expect(told).toEqual([
    { type: 'load', arm, name: 'warm-up', perSecond: 20, seconds: 2 },
    ...rest,
    { type: 'load', arm, name: 'light', perSecond: 30, seconds: 2 },
    ...rest,
    { type: 'load', arm, name: 'burst', outstanding: 16, seconds: 4 },
    ...rest,
  ]);
});

it('tells that a load is over that broke off', async () => {
  const told: LiveEvent[] = [];
  const { driver } = madeDriver(true);
  const session = await toldLoads(driver, {} as Load, never, 'monolith', (event) => told.push(event));
  await expect(session.warmUp(20, 2)).rejects.toThrow('the system is gone');
  expect(told.at(-1)).toEqual({ type: 'load-over', arm: 'monolith' });
});

it("has nothing told where nobody watches: the session is the driver's own", async () => {
  const { driver, opened, session } = madeDriver();
  expect(await toldLoads(driver, {} as Load, never, 'monolith', undefined)).toBe(session);
  expect(opened).toEqual([undefined]);
});
