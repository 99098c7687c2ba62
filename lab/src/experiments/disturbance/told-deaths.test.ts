import { expect, it, vi } from 'vitest';
import type { LiveEvent } from '../../live/events.ts';
import type { Restart } from '../../topologies/topology.ts';
import { tellDeaths } from './told-deaths.ts';

const death: Restart = { process: 'monolith', exit: { code: null, signal: 'SIGKILL' }, diedAt: 1_000 };

it('tells who is down when that changes, and at the end once more', () => {
  vi.useFakeTimers();
  try {
    const restarts: Restart[] = [];
    const told: LiveEvent[] = [];
    const deaths = tellDeaths({ restarts }, 'monolith', (event) => told.push(event));
    vi.advanceTimersByTime(500);
    expect(told).toEqual([]);
    restarts.push(death);
    vi.advanceTimersByTime(500);
    restarts.push({ ...death, part: 'worker-1' });
    vi.advanceTimersByTime(500);
    restarts[0] = { ...death, readyAt: 2_000 };
    restarts[1] = { ...death, part: 'worker-1', readyAt: 2_000 };
    deaths.close();
    vi.advanceTimersByTime(500);
    expect(told.map((event) => event.type === 'down' && event.processes)).toEqual([
      ['monolith'],
      ['monolith', 'monolith (worker-1)'],
      [],
    ]);
  } finally {
    vi.useRealTimers();
  }
});
