import type { MetricRecord } from '@lab/lab/records/comparison';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { describe, expect, it } from 'vitest';
import { GO, MONOLITH, SERVICES } from './arms.ts';
import { insights } from './insights.ts';

/** A run of three arms, in which nothing was measured. */
const evidence: Evidence = {
  arms: [SERVICES, GO, MONOLITH].map((topology) => ({ name: topology, topology })),
  ...{ baseline: SERVICES, metrics: [], confidence: 0.98, values: () => new Map(), facts: [], checks: [] },
};

describe('what else is said', () => {
  it('has the price of each arm that has one, and what the run measured', () => {
    const given: Evidence = {
      ...evidence,
      metrics: [
        { id: 'lines', unit: 'lines', arms: { [SERVICES]: { median: 80 }, [GO]: { median: 1_234 } } },
        { id: 'artefact', unit: 'MB', arms: { [GO]: { median: 12.34 } } },
        { id: 'rest.mean', unit: 'ms', arms: { [MONOLITH]: { median: 9.876 } } },
      ] as unknown as MetricRecord[],
    };
    const said = insights(given);
    expect(said.map(({ id }) => id)).toEqual(['rest.mean', 'price']);
    expect(said[0]?.text.en).toMatch(/: monolith 9\.88 ms\.$/);
    expect(said[1]?.text.en).toContain('Nest: 80 lines; Go: 1234 lines, 12.3 MB.');
    expect(said[1]?.text.ko).toContain('Go: 1234줄, 12.3MB.');
    expect(insights(evidence)).toEqual([]);
  });

  it('has how many pages and orders failed during replacements, of all rounds together, and the bound on them', () => {
    const rounds = (...values: readonly number[]) =>
      new Map(values.map((value, index): [number, number] => [index + 1, value]));
    const counts: Readonly<Record<string, ReadonlyMap<number, number>>> = {
      [`swap.other-sent ${GO}`]: rounds(20, 20, 19),
      [`swap.other-failed ${GO}`]: rounds(0, 0, 0),
      [`swap.other-sent ${SERVICES}`]: rounds(1, 1),
      [`swap.other-failed ${SERVICES}`]: rounds(1, 1),
    };
    const said = insights({ ...evidence, values: (id, arm) => counts[`${id} ${arm}`] ?? new Map() });
    expect(said.map(({ id }) => id)).toEqual(['swap.others']);
    // 1 - 0.05 ** (1 / 59): the rule of three.
    expect(said[0]?.text.en).toContain('Nest 2 of 2, at most 100 %; Go 0 of 59, at most 4.95 %.');
    expect(said[0]?.text.ko).toContain('Nest 2건 중 2건(최대 100 %); Go 59건 중 0건(최대 4.95 %).');
  });

  it('has what the lines of each stack are there for', () => {
    const of = (id: string, nest: number, go: number) => ({
      ...{ id, unit: 'lines', arms: { [SERVICES]: { median: nest }, [GO]: { median: go } } },
    });
    const given: Evidence = {
      ...evidence,
      metrics: [
        of('lines.ranking', 250, 300),
        of('lines.messaging', 30, 800),
        of('lines.observability', 0, 150),
        of('lines.settings', 20, 90),
        of('lines.start', 40, 80),
        of('lines.toolchain', 18, 60),
        of('lines.tests', 120, 500),
      ] as unknown as MetricRecord[],
    };
    const said = insights(given);
    expect(said.map(({ id }) => id)).toEqual(['price.parts', 'price.besides']);
    expect(said[0]?.text.en).toContain(
      'Go: ranking and tables 300, messages and their checks 800, logs and metrics 150, settings 90, start and end 80.',
    );
    expect(said[0]?.text.ko).toContain('로그와 지표 0줄');
    expect(said[1]?.text.en).toContain(
      'Nest: what builds it 18, tests 120; Go: what builds it 60, tests 500.',
    );
    expect(said[1]?.text.ko).toContain('Go: 빌드 60줄, 테스트 500줄.');
  });
});
