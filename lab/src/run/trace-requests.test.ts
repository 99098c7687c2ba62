import { describe, expect, it } from 'vitest';
import type { SpanRecord } from '../records/traces.ts';
import { fromItsStart, medianOfEach } from './trace-requests.ts';

const asked = (endpoint: string, took: number, status = 200) => ({
  request: { endpoint, expect: [200] },
  answer: { status, startedAt: 1_000, endedAt: 1_000 + took },
});

describe('medianOfEach', () => {
  it('takes of each endpoint the request in the middle, the quicker of two', () => {
    const all = [asked('a', 9), asked('a', 1), asked('b', 4), asked('a', 5), asked('b', 7)];
    expect(medianOfEach(all)).toEqual([
      { ...asked('a', 5), of: 3 },
      { ...asked('b', 4), of: 2 },
    ]);
  });

  it('leaves out what failed, and what was not answered', () => {
    const lost = { ...asked('a', 3), answer: undefined };
    expect(medianOfEach([asked('a', 1, 500), lost, asked('a', 8)])).toEqual([{ ...asked('a', 8), of: 1 }]);
    expect(medianOfEach([lost])).toEqual([]);
  });
});

it('tells spans from the start of the request, in order', () => {
  const span = (id: string, parent: string, start: number): SpanRecord => ({
    ...{ id, parent, process: 'gateway', name: id, kind: 'server', failed: false },
    ...{ start: 1_764_500_000_000 + start, took: 2.0004 },
  });
  const spans = fromItsStart([span('late', 'root', 7.25), span('root', 'client', 5)], 'client');
  expect(spans).toMatchObject([
    { id: 'root', parent: null, start: 0, took: 2 },
    { id: 'late', parent: 'root', start: 2.25 },
  ]);
});
