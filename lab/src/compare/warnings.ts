import { KINDS } from '../experiments/registry.ts';
import type { Comparison, ComparisonFile } from '../records/comparison.ts';
import type { Manifest } from '../records/manifest.ts';
import type { TrialRecord } from '../records/trial.ts';
import type { Text } from '../scenario/scenario.ts';
import { counted } from '../terminal/counted.ts';
import { growthWarnings } from './component-growth.ts';
import type { JudgedRounds } from './judged-rounds.ts';
import type { Warned } from './warned.ts';
import { cpuWarnings, machineWarnings, memoryWarning, unseenWarning } from './warnings-of-machine.ts';
import { arrivalsWarning, errorWarnings, invalidWarnings, leftOutWarnings } from './warnings-of-trials.ts';

/** What a reader should know before believing the comparison, each with what to do about it. */
export function warningsOf(
  run: Warned,
  trials: readonly TrialRecord[],
  found: Pick<ComparisonFile, 'metrics' | 'noiseFloor'> & { readonly judged: JudgedRounds },
): Text[] {
  return [
    ...smokeWarning(run.profile),
    ...lookWarning(run, found.judged),
    ...resumedWarning(run.resumed ?? []),
    ...cpuWarnings(run),
    ...arrivalsWarning(run.scenario.phases, trials),
    ...leftOutWarnings(trials),
    ...invalidWarnings(trials),
    ...errorWarnings(trials),
    ...machineWarnings(trials, run.cpus),
    ...memoryWarning(trials),
    ...growthWarnings(trials),
    ...unseenWarning(run.scenario.experiment.kind, trials),
    ...kindWarnings(run, found.judged),
    ...noiseWarning(found.noiseFloor),
    ...crossCheckWarning(found.metrics),
  ];
}

function smokeWarning(profile: ComparisonFile['profile']): Text[] {
  if (profile !== 'smoke') return [];
  return [
    {
      en: 'The smoke profile proves that everything runs; for verdicts use PROFILE=quick or PROFILE=full.',
      ko: 'smoke 프로파일은 모두 동작하는지만 확인한다. 판정이 필요하면 PROFILE=quick 또는 PROFILE=full로 실행한다.',
    },
  ];
}

/** Where not all whole rounds count. */
function lookWarning({ profile, looks = [] }: Warned, { whole, look }: JudgedRounds): Text[] {
  if (profile === 'smoke' || whole.length === 0) return [];
  const [planned = 0, ...later] = looks;
  if (look !== null && later.length === 0 && look < planned)
    return [
      {
        en: `Judged by the ${look} whole rounds that it has, of ${planned} that were planned.`,
        ko: `계획한 라운드 ${planned}번 중 온전한 ${look}번으로 판정했다.`,
      },
    ];
  if (whole.length === look) return [];
  const are = whole.length === 1 ? 'is' : 'are';
  return look === null
    ? [
        {
          en: `There ${are} ${counted(whole.length, 'whole round')}, and the first look is after ${planned}: estimates only, no verdict.`,
          ko: `온전한 라운드가 ${whole.length}번이고 첫 판정은 ${planned}번 뒤이므로, 판정 없이 추정값만 있다.`,
        },
      ]
    : [
        {
          en: `Judged by the first ${look} of ${whole.length} whole rounds: the next look has not been reached.`,
          ko: `온전한 라운드 ${whole.length}번 중 처음 ${look}번으로 판정했다. 다음 판정 시점에는 이르지 못했다.`,
        },
      ];
}

function resumedWarning(resumed: NonNullable<Manifest['resumed']>): Text[] {
  const differs = [...new Set(resumed.flatMap((each) => each.differs))].join('; ');
  if (differs === '') return [];
  return [
    {
      en: `The run was taken up again under other conditions: ${differs}. Its earlier and its later rounds may not be comparable; run it anew for numbers to publish.`,
      ko: `다른 조건에서 이어서 실행했다: ${differs}. 앞뒤 라운드를 서로 비교하기 어려울 수 있다. 공개할 수치라면 처음부터 다시 실행한다.`,
    },
  ];
}

/** What the kind of experiment has to say. */
function kindWarnings({ baseline, scenario }: Warned, { trials }: JudgedRounds): readonly Text[] {
  return (
    KINDS.find(scenario.experiment.kind)?.tell.warnings?.({ baseline, trials, phases: scenario.phases }) ?? []
  );
}

function noiseWarning(noiseFloor: Readonly<Record<string, number>>): Text[] {
  const loud = Object.entries(noiseFloor).filter(([id, floor]) => id.includes('.p50') && floor > 0.1);
  if (loud.length === 0) return [];
  const [id, floor] = loud.reduce((worst, next) => (next[1] > worst[1] ? next : worst));
  const percent = `${(floor * 100).toFixed(0)} % (${id})`;
  return [
    {
      en: `An arm differs from itself by up to ${percent}: smaller differences are noise. A quieter machine or more rounds help.`,
      ko: `같은 대상끼리도 최대 ${percent}까지 차이가 난다. 이보다 작은 차이는 잡음이다. 더 조용한 머신을 쓰거나 라운드를 늘린다.`,
    },
  ];
}

function crossCheckWarning(metrics: ComparisonFile['metrics']): Text[] {
  const doubtful = metrics.filter(({ comparisons }) => comparisons.some(isDisputed)).map(({ id }) => id);
  if (doubtful.length === 0) return [];
  const all = doubtful.length;
  const first = doubtful.slice(0, 3).join(', ');
  return [
    {
      en: `The cross-check by order statistics disagrees on ${first}${all > 3 ? `, … (${all} in all)` : ''}: a few rounds are outliers, or the values have few steps. Look at their trials before you believe those verdicts.`,
      ko: `순서통계량으로 교차 확인한 결과가 다르다: ${first}${all > 3 ? ` 등 ${all}개` : ''}. 몇 라운드가 이상값이거나 값의 단계가 적다. 그 판정을 믿기 전에 해당 시행을 확인한다.`,
    },
  ];
}

/** Both have settled it, and not alike; or there is a difference that counts where the cross-check finds none at all. */
export function isDisputed({ verdict, crossCheck }: Pick<Comparison, 'verdict' | 'crossCheck'>): boolean {
  if (!crossCheck || verdict === 'inconclusive') return false;
  const differs = (one: Comparison['verdict']) => (one === 'higher' || one === 'lower' ? one : 'within');
  if (crossCheck.verdict !== 'inconclusive') return differs(crossCheck.verdict) !== differs(verdict);
  const [low, high] = crossCheck.interval;
  return differs(verdict) !== 'within' && low <= 1 && high >= 1;
}
