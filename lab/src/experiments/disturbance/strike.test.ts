import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { FakeSystem, STEADY } from '../../../test/fixtures/fake-system.ts';
import { Bites } from './faults/bites.ts';
import type { PlannedFault } from './settings.ts';
import { strike } from './strike.ts';

const planned = (fault: PlannedFault['fault'], seconds = 0.5): PlannedFault => ({
  id: fault.kind,
  title: { en: fault.kind, ko: fault.kind },
  context: 'recommendations',
  fault,
  needed: [],
  seconds,
  profiles: [],
});

const requestsIn = (ms: number): number => (ms / 1000) * STEADY.perSecond;

async function struck(system: FakeSystem, fault: PlannedFault, hear?: (state: string) => void) {
  const bites = new Bites(system);
  const { session } = system;
  try {
    const { signal } = new AbortController();
    return await strike({ system, session, bites, signal, hear }, fault, STEADY);
  } finally {
    bites.close();
  }
}

// Each waits for the half second that its fault lasts, on a system of its own.
describe.concurrent('a fault that strikes', () => {
  it('is dated from its bite to the death it brings, and its system is waited for', async () => {
    const system = new FakeSystem((each) => {
      each.bites('crash');
      each.dies(200);
    });
    const record = await struck(system, planned({ kind: 'crash' }));
    // Load comes before the fault.
    expect(record.window?.from).toBeGreaterThan(150);
    expect(record.restarts).toHaveLength(1);
    expect(record.restarts[0]?.readyAt).not.toBeNull();
    expect(Math.abs(record.failed - requestsIn(system.downMs))).toBeLessThanOrEqual(2);
    expect(record.hitBefore).toBe(0);
    // Every request is kept, and which of them failed.
    const kept = Object.values(record.requests ?? {}).flatMap((text) => text.split(' '));
    expect(kept).toHaveLength(requestsIn(1_000 * record.seconds));
    expect(kept[0]).toBe('0:2');
    expect(kept.filter((each) => each.endsWith('!'))).toHaveLength(record.failed);
    // Dead processes have no faults to be cleared of.
    expect(system.commands).toEqual(['fault']);
  });

  it.each(['crash', 'leak'] as const)(
    'ends with the worker that it kills, whose successor is waited for: %s',
    async (kind) => {
      const system = new FakeSystem((each) => {
        each.bites(kind);
        each.dies(200, 'worker-1');
      });
      const fault = kind === 'crash' ? { kind } : { kind, bytes: 1 };
      const record = await struck(system, planned(fault));
      expect(record.window).not.toBeNull();
      expect(record.restarts).toMatchObject([
        { process: 'monolith (worker-1)', readyAt: expect.any(Number) },
      ]);
      expect(system.commands).toEqual(['fault']);
    },
  );

  it('kills at a moment of a saga like a crash, and is heard by its own name', async () => {
    const system = new FakeSystem((each) => {
      each.bites('crash-at');
      each.dies(100);
    });
    const fault = { kind: 'crash-at', point: 'place-order.charge', moment: 'after-commit' } as const;
    const record = await struck(system, planned(fault));
    expect(record.window).not.toBeNull();
    expect(record.restarts).toHaveLength(1);
    expect(system.commands).toEqual(['fault']);
  });

  it('kills a process without asking it, from the kill to its death', async () => {
    const system = new FakeSystem();
    const victim = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    await once(victim, 'spawn');
    system.processes.push({ name: 'monolith', pid: victim.pid ?? 0, url: '' });
    victim.once('exit', () => system.dies(100));
    const record = await struck(system, planned({ kind: 'process-kill' }));
    expect(victim.signalCode).toBe('SIGKILL');
    expect(record.window).not.toBeNull();
    expect(record.restarts).toMatchObject([{ process: 'monolith', readyAt: expect.any(Number) }]);
    expect(system.commands).toEqual([]);
    system.processes.length = 0;
    await expect(struck(system, planned({ kind: 'process-kill' }))).rejects.toThrow(
      'no process monolith to kill',
    );
  });

  it('is taken away at its time when it does not end by itself, and both are heard at once', async () => {
    const system = new FakeSystem((each) => each.bites('slow'));
    const heard: [string, number][] = [];
    const hear = (state: string) => void heard.push([state, system.commands.length]);
    const { window } = await struck(system, planned({ kind: 'slow', ms: 2_000 }), hear);
    expect(heard).toEqual([
      ['strikes', 1],
      ['is-over', 2],
    ]);
    expect(system.commands).toEqual(['fault', 'clear-faults']);
    expect((window?.to ?? 0) - (window?.from ?? 0)).toBeGreaterThan(400);
  });

  it.each([
    { kind: 'block', ms: 300 },
    { kind: 'hold-writer', ms: 300 },
  ] as const)('is there for as long as it was for, and is cleared only then: $kind', async (fault) => {
    const system = new FakeSystem((each) => each.holds(fault.kind, fault.ms));
    const { window, failed } = await struck(system, planned(fault));
    expect((window?.to ?? 0) - (window?.from ?? 0)).toBeGreaterThanOrEqual(280);
    expect(Math.abs(failed - requestsIn(system.downMs))).toBeLessThanOrEqual(2);
    expect(system.commands).toEqual(['fault', 'clear-faults']);
  });

  it('is there for as long as its work takes', async () => {
    const system = new FakeSystem((each) => each.holds('hash', 200));
    const { window } = await struck(system, planned({ kind: 'hash', count: 8 }));
    expect((window?.to ?? 0) - (window?.from ?? 0)).toBeGreaterThanOrEqual(180);
    expect(system.commands).toEqual(['fault', 'clear-faults']);
  });

  it('has no window when it ended before its time', async () => {
    const system = new FakeSystem((each) => each.holds('hold-writer', 100));
    const { window } = await struck(system, planned({ kind: 'hold-writer', ms: 300 }));
    expect(window).toBeNull();
  });

  it('has no window when it does not bite, and cannot bite later', async () => {
    const system = new FakeSystem();
    const record = await struck(system, planned({ kind: 'crash' }, 0.2));
    expect(record.window).toBeNull();
    expect(system.commands).toEqual(['fault', 'clear-faults']);
  });

  it('is an outage of the broker from its death until it answers again, and needs one that can be killed', async () => {
    const system = new FakeSystem();
    const bites = new Bites(system);
    const { session } = system;
    const calls: string[] = [];
    const outage = {
      kill: async () => void calls.push('kill'),
      restart: async () => {
        await new Promise((resolve) => setTimeout(resolve, 150));
        calls.push('restart');
      },
    };
    const scene = { system, session, bites, signal: new AbortController().signal };
    const fault = { ...planned({ kind: 'broker-outage' }), context: 'broker' };
    const record = await strike({ ...scene, outage }, fault, STEADY);
    expect(calls).toEqual(['kill', 'restart']);
    expect(record).toMatchObject({ context: 'broker', process: 'broker' });
    expect((record.window?.to ?? 0) - (record.window?.from ?? 0)).toBeGreaterThanOrEqual(145);
    expect(system.commands).toEqual([]);
    await expect(strike(scene, fault, STEADY)).rejects.toThrow('cannot be killed and started again');
    bites.close();
  });

  it('has none when a leak does not come to its end', async () => {
    const system = new FakeSystem((each) => each.bites('leak'));
    expect((await struck(system, planned({ kind: 'leak', bytes: 1 }, 0.2))).window).toBeNull();
  });
});
