import { expect, it } from 'vitest';
import { MADE_ARMS, MADE_RUN, madePlan } from '../../test/fixtures/made-plan.ts';
import { madeRounds } from '../../test/fixtures/made-trials.ts';
import { compareTrials } from './compare-trials.ts';

const trials = madeRounds(MADE_ARMS, [3, 2.9, 3.1, 3, 3.05, 2.95]);

it('has a check pass only when it has in every trial', () => {
  const money = (result: 'pass' | 'fail' | 'unknown') => ({ id: 'money', result, detail: `${result}.` });
  const checked = (...results: ('pass' | 'fail' | 'unknown')[]) =>
    compareTrials(
      madePlan(MADE_ARMS),
      trials.map((trial, index) => ({ ...trial, checks: [money(results[index] ?? 'pass')] })),
      MADE_RUN,
    ).checks;
  expect(checked()).toMatchObject([
    {
      ...{ id: 'money', arm: 'monolith', result: 'pass', detail: 'In 6 of 6 trials. pass.' },
      detailInKorean: '시행 6번 중 6번. pass.',
    },
    { id: 'money', arm: 'microservices', result: 'pass', detail: 'In 6 of 6 trials. pass.' },
  ]);
  expect(checked('unknown', 'pass', 'fail')).toMatchObject([
    { id: 'money', arm: 'monolith', result: 'fail', detail: 'In 1 of 6 trials; trial 3: fail.' },
    expect.objectContaining({ arm: 'microservices', result: 'pass' }),
  ]);
  expect(checked('unknown')[0]).toMatchObject({ result: 'unknown' });
});

it('has a check fail though its trial does not count for another reason', () => {
  const failed = { id: 'money', result: 'fail', detail: 'a cent is gone.' } as const;
  const passed = { id: 'money', result: 'pass', detail: 'all there.' } as const;
  const { checks } = compareTrials(
    madePlan(MADE_ARMS),
    trials.map((trial, index) =>
      index === 2
        ? { ...trial, valid: false, invalidBecause: ['late'], checks: [failed] }
        : { ...trial, checks: [passed] },
    ),
    MADE_RUN,
  );
  expect(checks[0]).toMatchObject({
    arm: 'monolith',
    result: 'fail',
    detail: 'In 1 of 6 trials; trial 3: a cent is gone.',
  });
});
