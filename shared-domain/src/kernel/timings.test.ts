import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Timings } from './timings.ts';

const wait = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('Timings', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('counts overlapping spans once and the rest as its own', async () => {
    const timings = new Timings();
    const spans = Promise.all([
      timings.during('calls', wait(30)),
      timings.during('calls', wait(50)),
      timings.during('db', wait(60)),
    ]);
    await vi.advanceTimersByTimeAsync(60);
    await spans;
    await vi.advanceTimersByTimeAsync(40);
    expect(timings.snapshot()).toMatchObject({ total: 100, calls: 50, db: 60, own: 40 });
  });

  it('counts a span that failed', async () => {
    const timings = new Timings();
    const failed = timings
      .during('db', async () => {
        await wait(10)();
        throw new Error('no');
      })
      .catch(() => 'failed');
    await vi.advanceTimersByTimeAsync(10);
    expect(await failed).toBe('failed');
    expect(timings.snapshot().db).toBe(10);
  });

  it('adds up what called services report', () => {
    const timings = new Timings();
    timings.addRemote({ db: 1, handler: 3 });
    timings.addRemote({ db: 2, handler: 4 });
    expect(timings.snapshot()).toMatchObject({ remoteDb: 3, remoteHandler: 7 });
  });
});
