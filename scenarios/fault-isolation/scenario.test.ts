import type { Evidence } from '@lab/lab/scenario/scenario';
import { describe, expect, it } from 'vitest';
import { arms, decide, evidence } from './made-evidence.ts';
import scenario from './scenario.ts';
import { settings } from './settings.ts';

describe('the fault-isolation scenario', () => {
  it('does not count the outage of the broker as that of a service, and tells of it', () => {
    const given = evidence({ crash: [60, 0.1] });
    const outage = (id: string, median: number) => ({
      ...{ id: `broker-outage.${id}`, unit: '', better: 'lower' as const, comparisons: [] },
      arms: { microservices: { median, ci95: null, coverage: null, trials: 6 } },
    });
    const metrics = [...given.metrics, outage('bystanders-hit', 93), outage('recover', 2_000)];
    expect(decide('msa.isolation', { ...given, metrics })).toMatchObject({
      verdict: 'supported',
      because: expect.stringContaining(
        'an outage of the broker hits 93 % of these requests in its time, and for about 2 s after',
      ),
    });
  });

  it('tells what all requests need by all requests, and judges it neither', () => {
    const given = evidence({ crash: [60, 0.1] });
    const of = (id: string, median: number) => ({
      ...{ id, unit: '', better: 'lower' as const, comparisons: [] },
      arms: { microservices: { median, ci95: null, coverage: null, trials: 6 } },
    });
    const metrics = [
      ...given.metrics,
      ...[of('edge-crash.hit', 71), of('edge-crash.recover', 2_000)],
      ...[of('broker-outage.hit', 100), of('broker-outage.recover', 1_000)],
    ];
    const { verdict, because, metrics: judged } = decide('msa.isolation', { ...given, metrics }) ?? {};
    expect(verdict).toBe('supported');
    expect(because).toContain(
      'an outage of the broker hits 100 % of all requests in its time, and for at most a second after it is back; a crash of the gateway hits 71 % of all requests in its time, and for about 2 s after it.',
    );
    expect(judged).toEqual(['crash.bystanders-hit']);
  });

  it('tells on the other side of the isolation what faults of shared parts hit, which has no bystanders', () => {
    const given = evidence({ crash: [60, 0.1] });
    const of = (id: string, median: number) => ({
      ...{ id, unit: '%', better: 'lower' as const, comparisons: [] },
      arms: { microservices: { median, ci95: null, coverage: null, trials: 6 } },
    });
    const metrics = [...given.metrics, of('edge-crash.hit', 52), of('broker-outage.hit', 100)];
    const turn = scenario.claims.find(({ id }) => id === 'msa.isolation')?.turn;
    expect(turn?.measured({ ...given, metrics })).toEqual({
      en: 'Share of all requests hit: Crash of the edge 52 %; Broker outage 100 %.',
      ko: '전체 요청 중 영향을 받은 비율: 엣지(게이트웨이) 프로세스 중단 52 %; 브로커 중단 100 %.',
    });
    expect(turn?.measured(given)).toBeUndefined();
  });

  it('tells what a second worker is worth, by the faults that both have met, once', () => {
    const given = evidence({ crash: [60, 0.1], 'catalog-crash': [60, 0.1] });
    const share = (median: number) => ({ median, ci95: null, coverage: null, trials: 6 });
    const metrics = given.metrics.map((metric) => ({
      ...metric,
      arms: { monolith: share(60), ...(metric.id.startsWith('crash') && { 'monolith-x2': share(7) }) },
    }));
    const two = { name: 'monolith-x2', topology: 'monolith-x2' };
    const with2 = { ...given, metrics, arms: [...arms, two] };
    const turn = scenario.claims.find(({ id }) => id === 'mono.blast-radius')?.turn;
    expect(turn?.measured(with2)?.en).toMatch(/: Crash 60 % → 7\.0 %\.$/);
    expect(turn?.measured(given)).toBeUndefined();
    expect(scenario.insights?.(with2)).toEqual([]);
  });

  it('says what timeouts are worth where the run has arms without them', () => {
    const given = evidence({ slow: [0.1, 0.1] });
    const share = (median: number) => ({ median, ci95: null, coverage: null, trials: 6 });
    const metrics = given.metrics.map((metric) => ({
      ...metric,
      arms: { microservices: share(0.1), 'microservices-no-timeouts': share(18) },
    }));
    const patient = { name: 'microservices-no-timeouts', topology: 'microservices-no-timeouts' };
    const [told] = scenario.insights?.({ ...given, metrics, arms: [...arms, patient] }) ?? [];
    expect(told?.text.en).toContain('microservices 0 of 3,600 (at most 0.10 %) → 18 %');
    expect(scenario.insights?.(given)).toEqual([]);
  });

  it('tells whom a long write transaction hits, where both deployments have met it', () => {
    const given = evidence({ 'hold-writer': [20, 0.1] });
    const share = (median: number) => ({ median, ci95: null, coverage: null, trials: 6 });
    const metrics = given.metrics.map((metric) => ({
      ...metric,
      arms: { monolith: share(20.4), microservices: share(0.1) },
    }));
    const [told] = scenario.insights?.({ ...given, metrics }) ?? [];
    expect(told?.text.en).toContain('monolith 20 %, microservices 0 of 3,600 (at most 0.10 %)');
    expect(scenario.insights?.({ ...given, metrics, arms: arms.slice(0, 1) })).toEqual([]);
  });

  it('counts the hits of all rounds where the median has none, and bounds what was not seen', () => {
    const given = evidence({ 'hold-writer': [20, 0.1] });
    const share = (median: number) => ({ median, ci95: null, coverage: null, trials: 6 });
    const told = (facts: Evidence['facts']) => {
      const medians = { monolith: share(20.4), microservices: share(0.1) };
      const metrics = given.metrics.map((metric) => ({ ...metric, arms: medians }));
      return scenario.insights?.({ ...given, metrics, facts })?.[0]?.text;
    };
    const once = (given.facts as { arm: string; round: number; endpoint: string }[]).map((fact) => {
      const struck = fact.arm === 'microservices' && fact.round === 1 && fact.endpoint === 'browse';
      return struck ? { ...fact, hit: 18 } : fact;
    });
    expect(told(once)?.en).toContain('microservices 0.5 % (18 of 3,600)');
    expect(told(given.facts)?.ko).toContain('microservices 3,600건 중 0건(최대 0.10 %)');
    // A run that keeps no counts cannot bound.
    expect(told(undefined)?.en).toContain('microservices none seen');
  });

  it('decides nothing of a side without its arm, and the other one alone', () => {
    const alone = { ...evidence({ crash: [60, 1] }), arms: arms.slice(0, 1) };
    expect(decide('msa.isolation', alone)).toMatchObject({ verdict: 'inconclusive', open: false });
    expect(decide('mono.blast-radius', alone)?.verdict).toBe('supported');
    const other = { ...alone, arms: arms.slice(1), baseline: 'microservices' };
    expect(decide('mono.blast-radius', other)).toMatchObject({ verdict: 'inconclusive', open: false });
  });

  it('has endpoints that need each faulty part, others that do not, and faults for every profile', () => {
    const ids = scenario.endpoints.map(({ id }) => id);
    for (const { needed } of settings.faults) {
      if (needed === 'by all') continue;
      expect(ids).toEqual(expect.arrayContaining([...needed]));
      expect(needed.length).toBeLessThan(ids.length);
    }
    expect(new Set(settings.faults.map(({ id }) => id)).size).toBe(settings.faults.length);
    for (const profile of ['smoke', 'quick', 'full'] as const)
      expect(settings.faults.some(({ profiles }) => profiles.includes(profile))).toBe(true);
  });
});
