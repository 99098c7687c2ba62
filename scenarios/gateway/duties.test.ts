import type { Found, ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { describe, expect, it } from 'vitest';
import { costOf, duties } from './duties.ts';

const request: PlannedRequest = { endpoint: 'browse', method: 'GET', path: '/', expect: [200] };
const requests = (many: number): PlannedRequest[] => Array.from({ length: many }, () => request);
const data = { tokens: ['a', 'b'], skus: ['X', 'Y', 'Z'] };

describe('the CPU time of a request', () => {
  /** Each request takes 10 ms, the first reading 50 ms and each further one 4 ms. */
  function counters() {
    const told = { ms: 0, readings: 0 };
    return {
      async read() {
        const seconds = told.ms / 1_000;
        told.ms += told.readings === 0 ? 50 : 4;
        told.readings += 1;
        return seconds;
      },
      async ask() {
        told.ms += 10;
        return { outcome: 'ok' as const };
      },
    };
  }

  it('is what all of them take, without what it takes to read', async () => {
    const { read, ask } = counters();
    expect(await costOf(read, ask, requests(25))).toBeCloseTo(10, 9);
  });

  it('is not known where one was refused, which costs less', async () => {
    const { read, ask } = counters();
    let asked = 0;
    const refusing = async () => {
      asked += 1;
      return asked === 3 ? { outcome: 'indeterminate' as const } : ask();
    };
    expect(await costOf(read, refusing, requests(5))).toBeUndefined();
    expect(asked).toBe(5);
  });
});

describe('what duties cost', () => {
  /** Requests of each block take so many ms. */
  function shop(msOfBlocks: readonly number[], refuses = false) {
    const asked: PlannedRequest[] = [];
    const met: string[] = [];
    let ms = 0;
    const bench = {
      arm: 'shop',
      processes: ['gateway', 'catalog'],
      async gather(name: string, work: () => Promise<number | undefined>): Promise<readonly Found[]> {
        met.push(name);
        return [{ arm: 'shop', topology: 'microservices', value: await work() }];
      },
      async metrics(name: string) {
        return `process_cpu_seconds_total ${name === 'gateway' ? ms / 1_000 : 0}\n`;
      },
      async ask(each: PlannedRequest) {
        asked.push(each);
        ms += msOfBlocks[met.length - 1] ?? 0;
        return { outcome: refuses ? 'indeterminate' : 'ok' };
      },
    };
    return { bench: bench as unknown as ProbeBench, asked, met };
  }
  const size = { dutyBlocks: 3, dutyRequests: 8 };

  it('is the mean of all blocks but the first one, which is a warm-up', async () => {
    const { bench, asked } = shop([100, 10, 20]);
    const { values, leftOut } = await duties(bench, data, size, true);
    expect(values['duties.cpu']).toBeCloseTo(15, 9);
    expect([leftOut, asked.length]).toEqual([[], 24]);
  });

  it('is measured by requests with a token, as many of each kind', async () => {
    const { bench, asked } = shop([1, 1, 1]);
    await duties(bench, data, size, true);
    expect(asked.every(({ headers }) => /^Bearer [ab]$/.test(headers?.authorization ?? ''))).toBe(true);
    const kinds = asked.map(({ path }) => path.replace(/[XYZ]/, 'sku'));
    const counts = [...new Set(kinds)].map((kind) => kinds.filter((each) => each === kind).length);
    expect(counts).toEqual([6, 6, 6, 6]);
  });

  it('is not told where requests were refused', async () => {
    const { bench } = shop([1, 1, 1], true);
    expect(await duties(bench, data, size, true)).toEqual({
      values: {},
      leftOut: ['shop, duties: not all requests were answered'],
    });
  });

  it('keeps no arm waiting that is asked nothing', async () => {
    const { bench, asked, met } = shop([]);
    expect(await duties(bench, data, size, false)).toEqual({ values: {}, leftOut: [] });
    expect([asked.length, met.length, new Set(met).size]).toEqual([0, 3, 3]);
  });
});
