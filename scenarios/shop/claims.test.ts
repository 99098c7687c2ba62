import { PROJECT_ROOT } from '@lab/lab/host/project-root';
import { scenarioIds } from '@lab/lab/scenario/find-scenarios';
import type { Scenario } from '@lab/lab/scenario/scenario';
import { expect, test } from 'vitest';

const scenarios = await Promise.all(
  (await scenarioIds(PROJECT_ROOT)).map(async (id) => {
    const module = (await import(`../${id}/scenario.ts`)) as { default: Scenario };
    return module.default;
  }),
);
const claims = scenarios.flatMap((scenario) => scenario.claims);

test.each(claims)(
  '$id says before the run what supports it, what refutes it and what makes it mixed',
  (claim) => {
    for (const words of [/Supported when/, /Refuted when/, /Mixed when|Never mixed/])
      expect(claim.decidedBy).toMatch(words);
  },
);

test.each(claims)('$id has its rule in Korean too', ({ decidedByInKorean }) => {
  for (const words of [/지지/, /반박/, /엇갈림/]) expect(decidedByInKorean).toMatch(words);
});

test('no two claims are decided by one function', () => {
  expect(new Set(claims.map(({ decide }) => decide)).size).toBe(claims.length);
});

test.each(claims)(
  '$id says what would turn it, in both languages, also where a run has measured nothing',
  ({ turn }) => {
    expect(turn.by.en).toMatch(/^[A-Z].*\.$/);
    expect(turn.by.ko).toMatch(/[가-힣].*\.$/);
    const nothing = {
      arms: [],
      baseline: '',
      metrics: [],
      confidence: null,
      facts: [],
      values: () => new Map(),
    };
    expect(turn.measured(nothing)).toBeUndefined();
  },
);
