import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Backlog } from './acceptance.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('does not count anew for each that is accepted', async () => {
  const open = vi.fn<() => Promise<number>>().mockResolvedValue(0);
  const backlog = new Backlog({ open }, 1_000);
  for (let each = 0; each < 500; each += 1) await backlog.add('place');
  expect(open).toHaveBeenCalledOnce();
});

it('accepts no more than there is room for, and sees later what has ended and what others have accepted', async () => {
  const open = vi.fn<() => Promise<number>>();
  open.mockResolvedValueOnce(8).mockResolvedValueOnce(10).mockResolvedValueOnce(9);
  const backlog = new Backlog({ open }, 10);
  const full = { kind: 'unavailable', message: expect.stringContaining('10 are open already') };
  for (let each = 0; each < 2; each += 1) await backlog.add('place');
  await expect(backlog.add('place')).rejects.toMatchObject(full);
  vi.advanceTimersByTime(100);
  await expect(backlog.add('place')).rejects.toMatchObject(full);
  vi.advanceTimersByTime(100);
  await backlog.add('place');
  await expect(backlog.add('place')).rejects.toMatchObject(full);
  expect(open).toHaveBeenCalledTimes(3);
});
