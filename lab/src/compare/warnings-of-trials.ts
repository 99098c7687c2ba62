import { arrivalsDone } from '../records/arrivals.ts';
import { hasMeasured, type TrialRecord } from '../records/trial.ts';
import type { Text } from '../scenario/scenario.ts';
import { counted } from '../terminal/counted.ts';
import type { Judged } from './judged.ts';

const TOLERABLE_ERRORS = 0.001;

/** A driver that cannot send at random sends evenly. */
export function arrivalsWarning(phases: Judged['phases'], trials: readonly TrialRecord[]): Text[] {
  const even = phases
    .filter((phase) => phase.arrivals === 'poisson' && arrivalsDone(phase, trials) === 'even')
    .map(({ name }) => name);
  if (even.length === 0) return [];
  return [
    {
      en: `At ${even.join(' and ')} load requests were evenly spaced, because the driver cannot send at random as the scenario asks. Few requests met, so the run does not show what happens when requests meet. Use DRIVER=embedded for that.`,
      ko: `부하 발생기가 시나리오대로 무작위로 보내지 못해 ${even.join(', ')} 부하에서 요청을 일정한 간격으로 보냈다. 겹친 요청이 적어서, 요청이 겹칠 때 일어나는 일은 알 수 없다. 이를 보려면 DRIVER=embedded로 실행한다.`,
    },
  ];
}

export function leftOutWarnings(trials: readonly TrialRecord[]): Text[] {
  const leftOut = new Set(trials.flatMap((trial) => trial.leftOut));
  return [...leftOut].map((what) => ({ en: `Left out: ${what}.`, ko: `제외: ${what}.` }));
}

export function invalidWarnings(trials: readonly TrialRecord[]): Text[] {
  const left = trials.filter((trial) => !trial.valid);
  const failed = left.filter((trial) => !hasMeasured(trial));
  const invalid = left.filter(hasMeasured);
  const tell = (some: readonly TrialRecord[], what: Text, advice: Text): Text[] =>
    some.length === 0
      ? []
      : [
          {
            en: `${some.length} of ${counted(trials.length, 'trial')} ${what.en}: ${reasonsOf(some)}. ${advice.en}`,
            ko: `시행 ${trials.length}번 중 ${some.length}번${what.ko}: ${reasonsOf(some)}. ${advice.ko}`,
          },
        ];
  return [
    ...tell(
      failed,
      { en: 'did not get to their end and are left out', ko: '이 끝까지 가지 못해 제외했다' },
      { en: "Their logs are in the run's folder.", ko: '로그는 실행 폴더에 있다.' },
    ),
    ...tell(
      invalid,
      { en: 'are invalid and left out', ko: '이 유효하지 않아 제외했다' },
      {
        en: 'Close what else runs on this machine and run again.',
        ko: '이 머신의 다른 프로그램을 닫고 다시 실행한다.',
      },
    ),
  ];
}

function reasonsOf(trials: readonly TrialRecord[]): string {
  const all = trials.flatMap(({ invalidBecause }) => invalidBecause.map((reason) => reason.split('\n')[0]));
  const reasons = [...new Set(all)];
  return `${reasons.slice(0, 3).join('; ')}${reasons.length > 3 ? '; …' : ''}`;
}

export function errorWarnings(trials: readonly TrialRecord[]): Text[] {
  const arms = [...new Set(trials.map(({ arm }) => arm))];
  return arms.flatMap((arm) => {
    const phases = trials
      .filter((trial) => trial.valid && trial.arm === arm)
      .flatMap((trial) => trial.phases);
    const started = phases.reduce((sum, phase) => sum + phase.started, 0);
    const errors = phases.reduce((sum, phase) => sum + phase.errors, 0);
    if (started === 0 || errors / started < TOLERABLE_ERRORS) return [];
    const kinds = phases.flatMap(({ failures }) =>
      failures.map(({ endpoint, kind }) => `${endpoint}: ${kind}`),
    );
    const share = `${((errors / started) * 100).toFixed(2)} %`;
    const first = [...new Set(kinds)].slice(0, 4).join(', ');
    return [
      {
        en: `${arm}: ${errors} of ${counted(started, 'request')} (${share}) failed (${first}). Its latencies are those of the others; see the trial files for examples.`,
        ko: `${arm}: 요청 ${started}건 중 ${errors}건(${share})이 실패했다(${first}). 지연 시간은 나머지 요청의 값이다. 예는 시행 파일에 있다.`,
      },
    ];
  });
}
