import { describe, expect, it } from 'vitest';
import { madeTrial } from '../../test/fixtures/made-trials.ts';
import type { CompetingUse } from '../host/competing-use.ts';
import type { BurstRecord } from '../records/burst.ts';
import type { PhaseRecord } from '../records/trial.ts';
import { reasonsAgainst, reasonsAgainstBurst } from './validity.ts';

const trial = madeTrial({ number: 1, round: 1, arm: { name: 'a', topology: 'a' }, ms: 2 });
const warmUp = { seconds: 6, steady: true, windows: [1, 1, 1, 2, 3, 3] };
const withPhase = (change: Partial<PhaseRecord>) => ({
  warmUp,
  phases: trial.phases.map((phase, index) => (index === 0 ? { ...phase, ...change } : phase)),
});

describe('reasonsAgainst', () => {
  it('has none against a good trial', () => {
    expect(reasonsAgainst({ warmUp, phases: trial.phases })).toEqual([]);
  });

  it.each([
    [/only 98.0 % of the requests/, { achieved: 0.98 }],
    [/used 81.0 % of its CPU/, { driverCpu: 0.81 }],
    [/one request in twenty was sent 8 ms late/, { lateness: { p50: 0, p95: 8, p99: 9, max: 9 } }],
    [
      /one request in a hundred was sent 30 ms late/,
      { started: 2_000, lateness: { p50: 0, p95: 1, p99: 30, max: 30 } },
    ],
    [/no request succeeded/, { ok: 0 }],
  ])('finds %s', (reason, change) => {
    expect(reasonsAgainst(withPhase(change)).join()).toMatch(reason);
  });

  it('forgives one pause among few requests, and a driver whose CPU time cannot be seen', () => {
    expect(
      reasonsAgainst(withPhase({ lateness: { p50: 0, p95: 1, p99: 30, max: 30 }, driverCpu: null })),
    ).toEqual([]);
  });

  it('forgives a driver that was kept from its work where the machine is shared, and no more', () => {
    const late = { achieved: 0.9, driverCpu: 0.95, lateness: { p50: 1, p95: 30, p99: 90, max: 90 } };
    expect(reasonsAgainst(withPhase(late))).toHaveLength(3);
    expect(reasonsAgainst(withPhase(late), new Map(), true)).toEqual([]);
    const nothing = reasonsAgainst(
      { ...withPhase({ ok: 0 }), warmUp: { ...warmUp, steady: false } },
      new Map(),
      true,
    );
    expect(nothing.join()).toMatch(/no steady state.*no request succeeded/);
  });

  describe("others on the arms' CPUs", () => {
    const [phase] = trial.phases;
    const name = phase?.name ?? '';
    const against = (use: Partial<CompetingUse>) =>
      reasonsAgainst(
        { warmUp, phases: trial.phases },
        new Map([[name, { cpus: 1, wall: 10, others: 0, stolen: 0, by: new Map(), ...use }]]),
      );

    it('are told with those that used most', () => {
      const by = new Map([
        ['sshd (process 3)', 0.01],
        ['yes (process 2)', 3.3],
        ['yes (process 1)', 3.4],
      ]);
      expect(against({ others: 6.7, by })).toEqual([
        `${name}: others used 0.67 of the arms' 1 CPU, most of it: yes (process 1) 0.34, yes (process 2) 0.33`,
      ]);
      expect(against({ others: 6, stolen: 6, cpus: 4 })).toEqual([
        `${name}: others used 0.60 of the arms' 4 CPUs, most of it: the machine's host 0.60`,
      ]);
      expect(against({ others: 2 }).join()).toMatch(
        /most of it: programs that have ended since, or interrupts$/,
      );
    });

    it('are forgiven a little, in proportion to the CPUs that there are', () => {
      expect(against({ others: 0.9 })).toEqual([]);
      expect(against({ others: 3.9, cpus: 4 })).toEqual([]);
      expect(against({ others: 1.1 })).toHaveLength(1);
      expect(against({ others: 4.1, cpus: 4 })).toHaveLength(1);
    });
  });

  it('finds a warm-up without end', () => {
    expect(reasonsAgainst({ warmUp: { ...warmUp, steady: false }, phases: [] })).toEqual([
      'no steady state after 6 s of warm-up (its last windows: 1.0, 1.4, 3.0 ms)',
    ]);
  });
});

describe('reasonsAgainstBurst', () => {
  const burst = (change: Partial<BurstRecord> = {}): BurstRecord => ({
    ...{ name: 'burst', outstanding: 12, seconds: 8, perSecond: 250, timeline: [] },
    ...{ completed: 2_000, errors: 0, timeouts: 0, failures: [], driverCpu: 0.2 },
    response: { p50: 40, p90: 50, p95: null, p99: null },
    ...change,
  });

  it('has none against a good one, nor against one failure in fifty', () => {
    expect(reasonsAgainstBurst(burst())).toEqual([]);
    expect(reasonsAgainstBurst(burst({ errors: 40, driverCpu: null }))).toEqual([]);
  });

  it('finds failures, and says what they were', () => {
    const failures = [{ endpoint: 'browse', kind: '503', count: 41, example: '' }];
    expect(reasonsAgainstBurst(burst({ errors: 41, timeouts: 1, failures }))).toEqual([
      'burst: 41 of 2041 requests failed, 1 of them without an answer in time (browse: 503)',
    ]);
    expect(reasonsAgainstBurst(burst({ completed: 0 }))).toEqual(['burst: no request succeeded']);
  });

  it("finds a busy driver, and others on the arms' CPUs", () => {
    expect(reasonsAgainstBurst(burst({ driverCpu: 0.9 })).join()).toMatch(
      /the driver used 90.0 % of its CPU/,
    );
    const use = { cpus: 1, wall: 8, others: 4, stolen: 0, by: new Map([['yes (process 2)', 4]]) };
    expect(reasonsAgainstBurst(burst(), use).join()).toMatch(/^burst: others used 0.50 of the arms' 1 CPU/);
  });
});
