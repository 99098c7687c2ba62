import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Driver } from '../drivers/driver.ts';
import type { Sample } from '../drivers/sample.ts';
import { summarize } from '../drivers/summarize.ts';
import type { PhaseRecord } from '../records/trial.ts';
import type { PlannedPhase } from '../scenario/scenario.ts';
import { Disturbed, type Instrument, measure } from './instrument.ts';

const STRETCH = { requests: [{ endpoint: 'a', path: '/delay/1' }], perSecond: 100, seconds: 2 };

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lab-instrument-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

interface Attempt {
  readonly late?: number;
  readonly response?: number;
  readonly dropped?: number;
  readonly serverLate?: number;
  readonly fails?: boolean;
}

/** A driver that reads what it is told to: something else in each attempt. */
function scripted(attempts: readonly Attempt[]): {
  instrument: Instrument;
  said: string[];
  runs: () => number;
} {
  const said: string[] = [];
  let runs = 0;
  const driver: Driver = {
    id: 'embedded',
    description: 'scripted',
    arrivals: ['even'],
    blockSeconds: 1,
    leadInSeconds: 0,
    lasting: true,
    open: async () => {
      const attempt = attempts[runs++] ?? {};
      const phases: PhaseRecord[] = [];
      return {
        warmUp: async (_perSecond, seconds) => Array.from({ length: seconds }, () => 1),
        measure: async (phase, seconds, started) => {
          await started();
          if (attempt.fails) throw new Error('no load');
          phases.push(summarize(phase, [{ seconds, samples: samplesOf(phase, attempt) }], 0.1, 'even'));
          return 0;
        },
        burst: async () => {
          throw new Error('no closed loop here');
        },
        samples: async () => [],
        history: async () => ({ operations: [], missing: [] }),
        results: async () => ({ phases, artifacts: [] }),
        close: async () => undefined,
      };
    },
  };
  const signal = new AbortController().signal;
  const server = { url: 'http://127.0.0.1:9', pid: process.pid };
  const say = (line: string) => void said.push(line);
  const instrument = { driver, server, runId: 'unit', dir, cpus: undefined, signal, say };
  return { instrument, said, runs: () => runs };
}

function samplesOf({ perSecond, seconds }: PlannedPhase, attempt: Attempt): Sample[] {
  const { late = 0.1, response = 1, dropped = 0, serverLate = 0 } = attempt;
  return Array.from({ length: perSecond * seconds - dropped }, (_, index) => ({
    iteration: index,
    step: 0,
    endpoint: 'a',
    intended: (index * 1000) / perSecond,
    late,
    response,
    service: response,
    outcome: { kind: 'ok' },
    serverTiming: `late;dur=${serverLate}`,
  }));
}

describe('a stretch of known load', () => {
  it('is measured again while the driver was disturbed, and says so', async () => {
    const { instrument, said, runs } = scripted([{ late: 50 }, { dropped: 1 }, { response: 7 }]);
    expect((await measure(instrument, STRETCH)).all.response?.p50).toBeCloseTo(7, 1);
    expect(runs()).toBe(3);
    expect(said).toEqual([
      expect.stringMatching(/attempt 1 of 3.*late/),
      expect.stringMatching(/attempt 2 of 3.*dropped 1 of 200 starts/),
    ]);
  });

  it('is given up after three disturbed attempts', async () => {
    const { instrument, runs } = scripted([{ late: 50 }, { late: 50 }, { late: 50 }]);
    await expect(measure(instrument, STRETCH)).rejects.toThrow(Disturbed);
    expect(runs()).toBe(3);
  });

  it('is measured again when the server was late by its own clock', async () => {
    const { instrument, said } = scripted([{ serverLate: 0.6 }, { serverLate: 0.4 }]);
    await measure(instrument, STRETCH);
    expect(said).toEqual([expect.stringMatching(/attempt 1 of 3.*the server itself was 0\.6 ms late/)]);
  });

  it('is not measured again because the answer is wrong', async () => {
    const { instrument, runs } = scripted([{ response: 400 }, { response: 1 }]);
    expect((await measure(instrument, STRETCH)).all.response?.p50).toBeGreaterThan(399);
    expect(runs()).toBe(1);
  });

  it('calls off what happens meanwhile when the load fails', async () => {
    const { instrument } = scripted([{ fails: true }]);
    let calledOff = false;
    const meanwhile = (signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          calledOff = true;
          resolve();
        });
      });
    await expect(measure(instrument, { ...STRETCH, meanwhile })).rejects.toThrow('no load');
    expect(calledOff).toBe(true);
  });
});
