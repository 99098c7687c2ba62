import { describe, expect, it } from 'vitest';
import { boardRun, entryOf, pages, READING, ruled, WRITING } from '../../test/fixtures/made-answers.ts';

describe('the runs that an answer cites', () => {
  const reference = boardRun({ runId: '20260601-published' }, ruled('refuted'));

  it("are this machine's before committed ones", () => {
    const { en } = pages(entryOf(boardRun({ runId: '20260701-own' }), reference));
    expect(en).toContain('**supported:**');
    expect(en).not.toContain('(reference)');
    expect(en).toMatch(/^- \[Made.*20260701-own.*This machine: Made CPU, 2 CPUs\.$/m);
    expect(en).not.toContain('20260601-published');
  });

  it('are committed ones where this machine has none, or where those alone are asked for; each figure says so', () => {
    for (const { en, ko } of [
      pages(entryOf(undefined, reference)),
      pages(entryOf(boardRun({}), reference), 'reference'),
    ]) {
      expect(en).toContain('**refuted (reference):**');
      expect(en).toMatch(/^- reading, p50: .*\(reference\)$/m);
      expect(ko).toMatch(/^- 읽기\(p50\): .*\(참조\)$/m);
      expect(en).toContain('Reference: committed, made on another machine');
      expect(ko).toContain('*(참조)*는');
    }
  });

  it('are committed ones where an own run decides nothing: one that is too short, or of other arms', () => {
    // One round is a smoke run's first look, and has no interval.
    const smoke = boardRun({ rounds: 2, manifest: { profile: 'smoke' } }, () => ({
      look: 1,
      confidence: null,
    }));
    const otherArms = boardRun({}, ({ claims }) => ({
      claims: claims.map((claim) => ({ ...claim, verdict: 'inconclusive' as const, metrics: [] })),
    }));
    for (const own of [smoke, otherArms])
      expect(pages(entryOf(own, reference)).en).toContain('**refuted (reference):**');
    expect(pages(entryOf(smoke)).en).not.toContain('(reference)');
  });

  it('may differ from figure to figure: what a short run lacks is cited from a longer one, and marked', () => {
    const own = boardRun({}, ({ metrics }) => ({ metrics: metrics.filter(({ id }) => id !== 'write.p50') }));
    const { en } = pages(entryOf(own, reference), 'own', [READING, WRITING]);
    expect(en).toContain('**supported:**');
    expect(en).toMatch(/^- reading, p50: .* ms$/m);
    expect(en).toMatch(/^- writing, p50: .* ms \(reference\)$/m);
    expect(en).toContain('20260601-published');
  });
});
