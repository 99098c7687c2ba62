import { isBystander } from '@lab/lab/experiments/disturbance/settings';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { describe, expect, it } from 'vitest';
import scenario from './scenario.ts';
import { settings } from './settings.ts';

const arms = ['monolith', 'microservices'].map((name) => ({ name, topology: name }));

const ROUNDS = 6;
/** Seconds of a fault, and requests of each kind in it. */
const [SECONDS, EACH] = [2, 100];

/** What a fault does in the arms, by kind of request, percent of the bystanders; all of the others are hit. */
type Hit = number | Readonly<Record<string, number>>;

/** Six rounds; by fault, the share of the bystanders that is hit in each arm. Undefined: the arm has not met it. */
function evidence(
  hit: Readonly<Record<string, readonly [monolith: Hit | undefined, microservices: Hit | undefined]>>,
): Evidence {
  const sides = Object.entries(hit).flatMap(([fault, shares]) =>
    arms.flatMap(({ name: arm }, index) => {
      const share = shares[index];
      return share === undefined ? [] : [{ fault, arm, share }];
    }),
  );
  const hits = (fault: string, endpoint: string, share: Hit) => {
    const planned = settings.faults.find(({ id }) => id === fault);
    if (planned && !isBystander(planned, endpoint)) return EACH;
    return Math.round((EACH * (typeof share === 'number' ? share : (share[endpoint] ?? 0))) / 100);
  };
  const facts = sides.flatMap(({ fault, arm, share }) =>
    Array.from({ length: ROUNDS }, (_, index) =>
      scenario.endpoints.map(({ id: endpoint }) => ({
        ...{ arm, fault, endpoint, round: index + 1, seconds: SECONDS, started: EACH },
        hit: hits(fault, endpoint, share),
      })),
    ).flat(),
  );
  const metrics = Object.keys(hit).map((fault) => ({
    ...{ id: `${fault}.bystanders-hit`, unit: '%', better: 'lower' as const, arms: {}, comparisons: [] },
  }));
  const values = () => new Map<number, number>();
  return { arms, baseline: 'monolith', confidence: 0.95, facts, values, metrics };
}

const decide = (id: string, given: Evidence) =>
  scenario.claims.find((claim) => claim.id === id)?.decide(given);

describe('a small fault takes the system down', () => {
  const down = (given: Evidence) => decide('mono.blast-radius', given);

  it('where every fault hits most kinds of bystanders for a second', () => {
    const given = evidence({ crash: [60, 0], block: [55, 0] });
    expect(down(given)).toMatchObject({
      verdict: 'supported',
      open: false,
      metrics: ['crash.bystanders-hit', 'block.bystanders-hit'],
    });
    // Of seven kinds all but recommendations are bystanders; 60 % of two seconds are 1.2 s. 1 - 0.025^(1/3600) = 0.10 %.
    expect(down(evidence({ crash: [60, 0] }))?.because).toBe(
      'Faults that take the monolith of one process down: 1 of 1 (crash 60 % (2160 of 3,600) in 6 of 6 kinds, as many as arrive in 1.2 s). With microservices the same faults hit: crash 0 of 3,600 (at most 0.10 %). Not measured in this run: crash of the catalog, crash of payments, blocked event loop, memory leak until the limit.',
    );
  });

  it('not where none does: too short, or of too few kinds', () => {
    expect(down(evidence({ crash: [45, 0] }))).toMatchObject({ verdict: 'refuted', open: false });
    // Three of six kinds are half, and 90 % of them are 0.9 s of bystanders.
    const some = { browse: 100, product: 100 };
    const half = evidence({ block: [{ browse: 90, product: 90, overview: 90 }, 0] });
    expect(down(half)?.verdict).toBe('refuted');
    const longer = (given: Evidence): Evidence => ({
      ...given,
      facts: (given.facts as object[]).map((fact) => ({ ...fact, seconds: 2 * SECONDS })),
    });
    expect(down(longer(half))?.verdict).toBe('supported');
    // Two of six kinds lose 1.3 s of bystanders, and are no half.
    expect(down(longer(evidence({ block: [some, 0] })))?.verdict).toBe('refuted');
  });

  it('is mixed where one fault does and another does not, whatever the microservices do', () => {
    const divided = evidence({ crash: [60, 60], 'catalog-crash': [20, 0] });
    expect(down(divided)).toMatchObject({ verdict: 'mixed', open: false });
    expect(down(divided)?.because).toMatch(
      /down: 1 of 2 \(crash 60 % .*\)\. Not so: crash of the catalog 20 % \(\d+ of [\d,]+\) in 3 of 3 kinds/,
    );
  });

  it('is open where rounds differ by more than they tell, and below the first look', () => {
    const given = evidence({ crash: [60, 0] });
    const facts = (given.facts as { round: number; seconds: number }[]).map((fact) =>
      // 0.6 s and 1.8 s by turns.
      ({ ...fact, seconds: fact.round % 2 === 0 ? 1 : 3 }),
    );
    expect(down({ ...given, facts })).toMatchObject({ verdict: 'inconclusive', open: true });
    expect(down({ ...given, facts })?.because).toContain('Not settled: crash 60 %');
    expect(down({ ...given, confidence: null })).toMatchObject({ verdict: 'inconclusive', open: true });
  });

  it('says what is not measured, and decides nothing on it', () => {
    const other = evidence({ crash: [undefined, 0], block: [55, 0] });
    expect(down(other)).toMatchObject({ verdict: 'supported', metrics: ['block.bystanders-hit'] });
    expect(down(other)?.because).toContain('Not measured in this run: crash, crash of the catalog,');
    expect(down({ ...evidence({ crash: [60, 0] }), facts: undefined })).toMatchObject({
      verdict: 'inconclusive',
      open: false,
      because: expect.stringContaining('Not measured in this run: crash,'),
    });
    // A slow service takes no process with it.
    expect(down(evidence({ 'payments-slow': [100, 30] }))).toMatchObject({
      verdict: 'inconclusive',
      metrics: [],
    });
  });
});

describe("a service's failure does not spread", () => {
  const contained = (given: Evidence) => decide('msa.isolation', given);

  it('where no fault can hit more than 5 % of the bystanders', () => {
    const given = evidence({ crash: [60, 0], slow: [0, 2] });
    expect(contained(given)).toMatchObject({
      verdict: 'supported',
      metrics: ['crash.bystanders-hit', 'slow.bystanders-hit'],
      because: expect.stringMatching(
        /^Faults that can hit at most 5 % of the requests that do not need the faulty service: 2 of 2 \(crash 0 of 3,600 \(at most 0\.10 %\); slow dependency 2\.0 % \(72 of 3,600\)\)\. Not measured in this run: crash of the catalog,/,
      ),
    });
  });

  it('not where each hits more', () => {
    expect(contained(evidence({ crash: [60, 60], slow: [0, 30] }))).toMatchObject({
      verdict: 'refuted',
      open: false,
      because: expect.stringContaining('More are hit by: crash 60 % (2160 of 3,600); slow dependency 30 %'),
    });
  });

  it('is mixed where one spreads, and names it', () => {
    expect(contained(evidence({ crash: [60, 0], 'catalog-crash': [60, 60] }))).toMatchObject({
      verdict: 'mixed',
      open: false,
      because: expect.stringContaining('More are hit by: crash of the catalog 60 %'),
    });
  });

  it('is not shown by a few requests of which none was hit', () => {
    const few = (started: number): Evidence => {
      const given = evidence({ crash: [60, 0] });
      const facts = (given.facts as object[]).map((fact) => ({ ...fact, started, hit: 0 }));
      return { ...given, facts };
    };
    // Six rounds of six kinds: of 36 it may still be 1 - 0.025^(1/36) = 9.7 %, of 72 it is 5.0 %, of 108 3.4 %.
    expect(contained(few(1))).toMatchObject({
      verdict: 'inconclusive',
      open: true,
      because: expect.stringContaining('Not settled: crash 0 of 36 (at most 9.7 %).'),
    });
    expect(contained(few(3))?.verdict).toBe('supported');
  });

  it('is open where one round in six is hit as a whole: its requests are not independent', () => {
    const given = evidence({ crash: [60, 0] });
    const facts = (given.facts as { round: number }[]).map((fact) =>
      fact.round === 1 ? { ...fact, hit: EACH / 5 } : fact,
    );
    // 3.3 % of all, of which the binomial bound alone would be 4.0 %.
    expect(contained({ ...given, facts })).toMatchObject({ verdict: 'inconclusive', open: true });
  });
});

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
