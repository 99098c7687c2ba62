import { disturbanceKind } from '@lab/lab/experiments/disturbance/kind';
import { PROFILES } from '@lab/lab/scenario/profile';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { confidenceAt } from '@lab/lab/stats/looks';
import { describe, expect, it } from 'vitest';
import { spreadRatios } from '../shop/spread-ratios.ts';
import { decide, EACH, evidence, ROUNDS, SECONDS } from './made-evidence.ts';
import scenario from './scenario.ts';
import { settings } from './settings.ts';

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

describe('a full run', () => {
  const looks = scenario.looks?.full ?? PROFILES.full.looks;

  /** What becomes of a crash that takes 60 % of the bystanders for so many seconds, evenly spread over the rounds. */
  const crashed = (seconds: number, spread: number, confidence = confidenceAt(looks, ROUNDS)) => {
    const given = evidence({ crash: [60, 0] });
    const lost = [...spreadRatios(ROUNDS, 1, spread).values()].map((ratio) => seconds + Math.log(ratio));
    const facts = (given.facts as { round: number }[]).map((fact) => ({
      ...fact,
      seconds: (lost[fact.round - 1] ?? 0) / 0.6,
    }));
    return decide('mono.blast-radius', { ...given, facts, confidence })?.verdict;
  };

  it('looks once, after as many rounds as its half hour has', () => {
    const { seconds } = disturbanceKind.plan(settings, {
      profile: PROFILES.full,
      arms: scenario.arms.full.map((topology) => ({ name: topology, topology })),
    });
    expect(looks).toEqual([ROUNDS]);
    expect((ROUNDS * seconds) / 60).toBeLessThanOrEqual(PROFILES.full.minutes);
  });

  it('settles a crash that is a fifth of a second from the limit, on either side, where rounds spread as they did', () => {
    expect(crashed(1.22, 0.19)).toBe('supported');
    expect(crashed(0.78, 0.19)).toBe('refuted');
    // The crashes of the published run: nearer than that, or of rounds that spread more.
    expect(crashed(1.1, 0.19)).toBe('inconclusive');
    expect(crashed(1.2, 0.37)).toBe('inconclusive');
  });

  it('would settle less if it had looked before', () => {
    expect(crashed(1.22, 0.19, confidenceAt([4, 6, 10], ROUNDS))).toBe('inconclusive');
  });
});
