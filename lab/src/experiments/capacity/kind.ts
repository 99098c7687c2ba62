import { type RoundPlan, TRIAL_OVERHEAD_SECONDS } from '../../bench/plan.ts';
import type { Said } from '../../charts/said.ts';
import type { Text } from '../../scenario/scenario.ts';
import { counted } from '../../terminal/counted.ts';
import type { ExperimentKind, PlanContext, TrialOf, Warned } from '../kind.ts';
import { capacityFigures } from './chapter.ts';
import { disagrees } from './expectation.ts';
import { facts } from './facts.ts';
import { method } from './method.ts';
import { methodInKorean } from './method-in-korean.ts';
import { type CapacityRecord, capacityRecordSchema } from './record.ts';
import { runCapacityRound } from './round.ts';
import { type CapacitySettings, capacitySettingsSchema } from './settings.ts';
import { capacityMeasures } from './values.ts';

function plan(settings: CapacitySettings, { profile, arms }: PlanContext): RoundPlan {
  const { warmUp, seconds } = settings.effort[profile.id];
  const burst = settings.leadInSeconds + seconds;
  return {
    phases: [],
    stretches: [{ perSecond: settings.mostPerSecond, seconds: burst }],
    warmUp: { perSecond: settings.warmUpPerSecond, ...warmUp },
    seconds: arms.length * (warmUp.minSeconds + burst + TRIAL_OVERHEAD_SECONDS),
    cpus: settings.cpus,
  };
}

function progress({ details }: TrialOf<CapacityRecord>): Said {
  if (!details) return '';
  const { burst, limitedBy } = details;
  const perSecond = burst.perSecond.toFixed(1);
  const told: Text = { en: `${perSecond} answers a second`, ko: `초당 응답 ${perSecond}건` };
  if (limitedBy.length === 0) return told;
  return {
    en: `${told.en}, limited by ${limitedBy.join(' and ')}`,
    ko: `${told.ko}, 한계: ${limitedBy.join(', ')}`,
  };
}

const warnings = ({ trials }: Warned<CapacityRecord>): Text[] =>
  [...new Set(trials.map(({ arm }) => arm))].flatMap((arm) => {
    const records = trials.flatMap((trial) =>
      trial.valid && trial.arm === arm && trial.details ? [trial.details] : [],
    );
    return [...crossCheck(arm, records), ...refusals(arm, records)];
  });

/** Where an arm's capacity is another one by the CPU time of a request. */
function crossCheck(arm: string, records: readonly CapacityRecord[]): Text[] {
  const apart = records.filter(({ burst, expected }) => disagrees(burst.perSecond, expected));
  const [first] = apart;
  if (!first) return [];
  const { limitedBy } = first;
  const limit = limitedBy.length > 0 ? `, limited by ${limitedBy.join(' and ')}` : '';
  const [burst, expected] = [first.burst.perSecond, first.expected].map((each) => each.toFixed(1));
  return [
    {
      en: `${arm}: in ${apart.length} of ${records.length} trials the capacity is not what the quotas bear by the CPU time of a request, e.g. ${burst} instead of ${expected} a second${limit}. An instance left CPU time unused. Find out what it waited for before you believe the arm's gains.`,
      ko: `${arm}: 시행 ${records.length}번 중 ${apart.length}번에서 처리량이 할당량과 요청당 CPU 시간으로 계산한 값과 다르다(예: 초당 ${expected} 대신 ${burst}${limitedBy.length > 0 ? `, 한계: ${limitedBy.join(', ')}` : ''}). CPU 시간을 다 쓰지 않은 인스턴스가 있다. 이 대상의 증가분을 믿기 전에 무엇을 기다렸는지 확인한다.`,
    },
  ];
}

/** Share of an arm's requests that may fail before a reader is told. */
const UNTOLD = 0.001;

/** Where an arm refuses more than a few requests at its capacity. */
function refusals(arm: string, records: readonly CapacityRecord[]): Text[] {
  const bursts = records.map(({ burst }) => burst);
  const failed = sum(bursts.map(({ errors }) => errors));
  const all = failed + sum(bursts.map(({ completed }) => completed));
  if (failed <= UNTOLD * all) return [];
  const kinds = new Set(
    bursts.flatMap(({ failures }) => failures.map((each) => `${each.endpoint}: ${each.kind}`)),
  );
  const named = [...kinds].join(', ');
  return [
    {
      en: `${arm}: at its capacity ${failed} of ${counted(all, 'request')} failed (${named}). They are no answers, and cost less than one: the capacity is too great by about as much.`,
      ko: `${arm}: 처리량 한계에서 요청 ${all}건 중 ${failed}건이 실패했다(${named}). 실패는 응답이 아니며 비용도 적게 든다. 처리량이 그만큼 크게 나왔다.`,
    },
  ];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What systems of several sizes can do, each instance under a CPU quota. */
export const capacityKind: ExperimentKind<CapacitySettings, CapacityRecord> = {
  id: 'capacity',
  settings: capacitySettingsSchema,
  details: capacityRecordSchema,
  plan,
  measures: capacityMeasures,
  workloads: ({ workload }) => [workload],
  needs: ['cpu-quotas'],
  runRound: runCapacityRound,
  facts,
  tell: {
    progress,
    method,
    methodInKorean,
    chapters: capacityFigures,
    warnings,
    memory: ({ memory }) => memory,
  },
};
