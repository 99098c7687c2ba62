import { joined } from '../charts/said.ts';
import { sayerOf } from '../charts/vocabulary.ts';
import type { RunFiles } from '../records/run-files.ts';
import type { TrialRecord } from '../records/trial.ts';
import { UsageError } from '../registry/usage-error.ts';
import type { Text } from '../scenario/scenario.ts';
import { compareSamples } from './compare-samples.ts';
import { arrivalsBetween, differencesBetween, settingOf } from './differences.ts';
import { type Metric, metricsOf } from './metrics.ts';
import type { ChangeRecord, RunComparison } from './run-comparison.ts';

/** Of a run that has not come to its first look. */
const LEAST_CONFIDENCE = 0.95;

/**
 * What differs between two runs of a scenario. Pure: the same files always give the same answer.
 *
 * @param a the run that B is compared with
 * @throws {UsageError} when they are runs of different scenarios
 */
export function compareRuns(a: RunFiles, b: RunFiles): RunComparison {
  const { id, title } = b.manifest.scenario;
  if (a.manifest.scenario.id !== id)
    throw new UsageError({
      en: `A is a run of "${a.manifest.scenario.id}" and B one of "${id}". Name two runs of the same scenario.`,
      ko: `A는 "${a.manifest.scenario.id}", B는 "${id}"의 실행이다. 같은 시나리오의 두 실행을 지정한다.`,
    });
  const differences = [...differencesBetween(a.manifest, b.manifest), ...arrivalsBetween(a, b)];
  const setting = settingOf(differences);
  const changes = changesBetween(a, b);
  const warnings = warningsOf(a, b);
  return {
    schema: 2,
    scenario: { id, title },
    a: summaryOf(a),
    b: summaryOf(b),
    setting,
    differences,
    confidence: confidenceOf(a, b),
    changes: setting === 'ratios-only' ? changes.filter(({ baseline }) => baseline !== null) : changes,
    claims: claimsOf(a, b),
    warnings: warnings.map(({ en }) => en),
    warningsInKorean: warnings.map(({ ko }) => ko),
  };
}

/** That of the stricter run: a run that looked at its results several times pays for it here too. */
const confidenceOf = (a: RunFiles, b: RunFiles): number =>
  Math.max(...[a, b].map(({ comparison }) => comparison.confidence ?? LEAST_CONFIDENCE));

/** First the arms' own values, then their ratios to the baseline: metrics by arms that both runs have. */
function changesBetween(a: RunFiles, b: RunFiles): ChangeRecord[] {
  const known = new Set(metricsOf(a.manifest.scenario).map(({ id }) => id));
  const metrics = metricsOf(b.manifest.scenario).filter(({ id }) => known.has(id));
  const arms = b.comparison.arms.filter((arm) => a.comparison.arms.includes(arm));
  const { baseline } = b.comparison;
  const say = sayerOf(b.manifest);
  const others = baseline === a.comparison.baseline ? arms.filter((arm) => arm !== baseline) : [];
  const subjects = [
    ...arms.map((arm) => ({ arm, baseline: null })),
    ...others.map((arm) => ({ arm, baseline })),
  ];
  return subjects.flatMap((subject) =>
    metrics.flatMap((metric) => {
      const floor = Math.max(...[a, b].map(({ comparison }) => comparison.noiseFloor[metric.id] ?? 0));
      const [from, to] = [a, b].map(({ trials }) =>
        subject.baseline === null
          ? valuesOf(metric, subject.arm, trials)
          : ratiosOf(metric, subject.arm, subject.baseline, trials),
      ) as [number[], number[]];
      const change = compareSamples(from, to, { delta: metric.delta, floor }, confidenceOf(a, b));
      if (!change) return [];
      const { id, label, unit, better, kind, phase = null } = metric;
      return [
        {
          metric: id,
          label,
          labelInKorean: say(label).ko,
          phase,
          ...(phase !== null && { phaseInKorean: say(phase).ko }),
          kind,
          unit: subject.baseline === null ? unit : '',
          better,
          ...subject,
          ...change,
        },
      ];
    }),
  );
}

const valuesOf = (metric: Metric, arm: string, trials: readonly TrialRecord[]): number[] =>
  valuesByRound(metric, arm, trials).map(([, value]) => value);

/** Of each round in which both arms have a value. */
function ratiosOf(metric: Metric, arm: string, baseline: string, trials: readonly TrialRecord[]): number[] {
  const base = new Map(valuesByRound(metric, baseline, trials));
  return valuesByRound(metric, arm, trials).flatMap(([round, value]) => {
    const divisor = base.get(round) ?? 0;
    return divisor > 0 ? [value / divisor] : [];
  });
}

const valuesByRound = (metric: Metric, arm: string, trials: readonly TrialRecord[]): [number, number][] =>
  trials
    .filter((trial) => trial.valid && trial.arm === arm)
    .flatMap((trial) => {
      const value = metric.read(trial);
      return value === undefined ? [] : [[trial.round, value]];
    });

function claimsOf(a: RunFiles, b: RunFiles): RunComparison['claims'] {
  const texts = new Map(
    [...a.manifest.scenario.claims, ...b.manifest.scenario.claims].map((claim) => [claim.id, claim.text]),
  );
  const verdictIn = ({ comparison }: RunFiles, id: string) =>
    comparison.claims.find((claim) => claim.id === id)?.verdict ?? null;
  return [...texts].map(([id, text]) => {
    const verdicts = { a: verdictIn(a, id), b: verdictIn(b, id) };
    return { id, text, ...verdicts, changed: verdicts.a !== verdicts.b };
  });
}

function warningsOf(a: RunFiles, b: RunFiles): Text[] {
  const warnings: Text[] = [];
  if (a.manifest.runId === b.manifest.runId)
    warnings.push({ en: 'A and B are the same run.', ko: 'A와 B가 같은 실행이다.' });
  const [from, to] = [a.comparison.baseline, b.comparison.baseline];
  if (from !== to)
    warnings.push({
      en: `The baseline of A is ${from}, that of B ${to}: their ratios cannot be compared.`,
      ko: `A의 기준은 ${from}, B의 기준은 ${to}이므로 배율을 비교할 수 없다.`,
    });
  const only = (one: RunFiles, other: RunFiles, name: string): Text[] =>
    one.comparison.arms
      .filter((arm) => !other.comparison.arms.includes(arm))
      .map((arm) => ({ en: `${arm} (only in ${name})`, ko: `${arm}(${name}에만 있음)` }));
  const apart = joined([...only(a, b, 'A'), ...only(b, a, 'B')]);
  if (apart.en !== '')
    warnings.push({
      en: `Left out, as only one of the runs has it: ${apart.en}.`,
      ko: `한쪽 실행에만 있어 제외: ${apart.ko}.`,
    });
  const kinds = [a, b].map(({ trials }) => trials.find(({ resources }) => resources)?.resources?.memoryKind);
  if (kinds[0] !== kinds[1])
    warnings.push({
      en: 'One run tells memory as PSS and the other as RSS: their memory must not be compared.',
      ko: '한 실행은 메모리를 PSS로, 다른 실행은 RSS로 쟀으므로 메모리를 비교할 수 없다.',
    });
  for (const [name, { comparison }] of Object.entries({ A: a, B: b }))
    for (const [index, en] of comparison.warnings.entries()) {
      const ko = comparison.warningsInKorean?.[index] ?? en;
      warnings.push({ en: `${name}: ${en}`, ko: `${name}: ${ko}` });
    }
  return warnings;
}

function summaryOf({ manifest, comparison }: RunFiles): RunComparison['a'] {
  const { environment } = manifest;
  return {
    runId: manifest.runId,
    profile: manifest.profile,
    driver: manifest.driver.id,
    startedAt: manifest.startedAt,
    commit: environment.commit,
    dirty: environment.dirty,
    machine: `${environment.cpuModel}, ${environment.cpuCount} CPUs`,
    rounds: comparison.rounds,
  };
}
