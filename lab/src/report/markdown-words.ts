import { alike } from '../charts/said.ts';
import { sayerOf } from '../charts/vocabulary.ts';
import type { RunFiles } from '../records/run-files.ts';
import type { Text } from '../scenario/scenario.ts';
import { WHY_DASHES } from '../stats/latency.ts';

import { code, inline, type SayMarkdown, table } from './markdown-text.ts';
import { drivesLoad, intervalSaid, judgedSaid, roundsSaid, thresholdsSaid } from './view.ts';
import { mergedLatencies } from './views/latencies.ts';
import { leastExplained } from './views/least.ts';

/** Heads of the tables of metrics; the arms stand between. */
export const METRIC_HEAD = {
  metric: { en: 'metric', ko: '지표' },
  rest: [
    { en: 'compared', ko: '비교' },
    { en: 'difference', ko: '차이' },
    { en: 'verdict', ko: '판정' },
  ],
} as const;

/** How the tables of metrics are to be read, as Markdown. */
export function howMeasured(files: RunFiles): Text {
  const { manifest, comparison } = files;
  const facts = drivesLoad(files) ? `, ${inline(manifest.driver.description)}` : '';
  const baseline = inline(comparison.baseline);
  const [rounds, judged, interval, delta, least] = [
    roundsSaid(comparison.rounds),
    judgedSaid(files),
    intervalSaid(files),
    thresholdsSaid(files),
    leastExplained(files),
  ];
  return {
    en: `Baseline **${baseline}**, ${rounds.en}, seed ${manifest.seed}${facts}. ${judged.en} Each ratio is the geometric mean of the rounds' ratios, each difference the mean of their differences, with its ${interval.en} in brackets (Student's t). They can differ from the ratio and the difference of the two medians. A p99 is that of all rounds together, with the interval of the jackknife over rounds. *Higher* and *lower*: the whole interval lies beyond the least difference that counts (${inline(delta.en)}); *small*: it excludes 1, and lies within; *equivalent*: the interval includes 1, and lies within; *inconclusive*: all other cases.${least.en}`,
    ko: `기준 **${baseline}**, ${rounds.ko}, 시드 ${manifest.seed}${facts}. ${judged.ko} 배율은 라운드별 배율의 기하평균, 차이는 라운드별 차이의 평균이며, 대괄호 안은 ${interval.ko}(스튜던트 t)이다. 두 중앙값의 배율·차이와 다를 수 있다. p99는 모든 라운드를 합친 값이고 구간은 라운드에 대한 잭나이프다. *높음*·*낮음*: 구간 전체가 의미를 두는 최소 차이(${inline(delta.ko)})를 넘는다. *미미*: 1을 포함하지 않지만 그 안에 있다. *동등*: 1을 포함하고 그 안에 있다. *결론 없음*: 그 밖의 경우.${least.ko}`,
  };
}

/** Percentiles of all rounds together; nothing where there was no load. */
export function latencyTable(files: RunFiles, say: SayMarkdown): string[] {
  if (files.manifest.scenario.phases.length === 0) return [];
  const known = sayerOf(files.manifest);
  const ms = (value: number | null): string => (value === null ? '–' : value.toFixed(2));
  const head = [
    { en: 'load', ko: '부하' },
    { en: 'endpoint', ko: '요청' },
    { en: 'arm', ko: '대상' },
    { en: 'requests', ko: '요청 수' },
  ];
  return [
    `## ${say({ en: 'Latency of all rounds together, ms', ko: '모든 라운드를 합친 지연 시간(ms)' })}`,
    say({
      en: `Merged histograms of all valid trials; no interval. ${WHY_DASHES}`,
      ko: '유효한 시행의 히스토그램을 모두 합친 값이며 구간은 없다. 요청이 너무 적은 백분위는 줄표로 둔다.',
    }),
    table(
      [...head.map(say), 'p50', 'p90', 'p95', 'p99', 'max'],
      mergedLatencies(files).flatMap(({ phase, endpoint, arms }) =>
        arms.flatMap(({ arm, response }) =>
          response
            ? [
                [
                  ...[known(phase), known(endpoint), arm].map(say),
                  String(response.count),
                  ...[response.p50, response.p90, response.p95, response.p99, response.max].map(ms),
                ],
              ]
            : [],
        ),
      ),
    ),
  ];
}

/** Where the run was made, what else its arms needed, and how to make it again. */
export function environmentLines({ manifest }: RunFiles, say: SayMarkdown): string[] {
  const { environment, components } = manifest;
  const commit: Text = {
    en: `commit ${environment.commit ?? 'none'}${environment.dirty ? ' with changes' : ''}`,
    ko: `커밋 ${environment.commit ?? '없음'}${environment.dirty ? '(수정 있음)' : ''}`,
  };
  const cpus: Text = { en: `${environment.cpuCount} CPUs`, ko: `CPU ${environment.cpuCount}개` };
  const place = alike`${environment.cpuModel}, ${cpus}, ${environment.os}, Node ${environment.node}, ${commit}.`;
  const needed = components.map(({ name, origin, version }) => `- ${say(`${name}: ${version} (${origin})`)}`);
  return [
    `## ${say({ en: 'Environment, and how to repeat this run', ko: '환경, 그리고 이 실행을 반복하는 방법' })}`,
    `${say(place)} ${say({ en: 'Run', ko: '실행' })} ${code(manifest.runId)}.`,
    ...(needed.length > 0 ? [needed.join('\n')] : []),
    `${say({ en: 'Again', ko: '다시 실행' })}: ${code(manifest.command)}`,
  ];
}
