import { type Html, html } from '../../charts/html.ts';
import type { Said } from '../../charts/said.ts';
import { toneOf } from '../../charts/tone.ts';
import { sayerOf } from '../../charts/vocabulary.ts';
import { differenceSaid, times, verdictSaid } from '../../charts/words.ts';
import type { Comparison } from '../../records/comparison.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { Text } from '../../scenario/scenario.ts';
import { WHY_DASHES } from '../../stats/latency.ts';
import { inPercent, intervalSaid, type MetricGroup } from '../view.ts';
import { mergedLatencies } from '../views/latencies.ts';
import { comparedSaid, leastExplained, medianSaid } from '../views/least.ts';

/** How to read the tables of metrics. */
export function howToRead(files: RunFiles): Text {
  const { baseline } = files.comparison;
  const [interval, least] = [intervalSaid(files), leastExplained(files)];
  return {
    en: `Median of the trials of each arm; geometric mean of the rounds' ratios to ${baseline}, or to the arm that a line names, and mean of their differences, each with its ${interval.en} (Student's t). Ratio and difference are formed within each round, so they need not be those of the two medians. From six rounds on the median ratio with its order-statistic interval is the cross-check. A p99 is that of all rounds together, with the interval of the jackknife over rounds.${least.en}`,
    ko: `대상마다 시행의 중앙값, 그리고 ${baseline}(줄에 다른 대상이 적혀 있으면 그 대상) 대비 라운드별 배율의 기하평균과 차이의 평균. 각각 ${interval.ko}(스튜던트 t)이 붙는다. 배율과 차이는 라운드 안에서 계산하므로 두 중앙값의 배율·차이와 다를 수 있다. 라운드 6번부터는 배율의 중앙값과 순서통계량 구간으로 교차 확인한다. p99는 모든 라운드를 합친 값이며, 구간은 라운드에 대한 잭나이프다.${least.ko}`,
  };
}

const ARM = { en: 'arm', ko: '대상' };

/** The metrics of a group: medians of the arms, and a line for each arm that is compared. */
export function metricTable(files: RunFiles, { title, rows }: MetricGroup): Html {
  const { comparison } = files;
  const { arms, baseline } = comparison;
  const interval = intervalSaid(files);
  // A row may be compared with another arm than the baseline. Then the lines of all rows say with which.
  const several = rows.some(({ record }) => record.comparisons.some(({ against }) => against !== undefined));
  const nameOf = ({ arm, against }: Comparison): string => {
    if (several) return `${arm} ÷ ${against ?? baseline}: `;
    return arms.length > 2 ? `${arm}: ` : '';
  };
  const lines = (row: MetricGroup['rows'][number], show: (found: Comparison) => Html) =>
    html`<td class="left">${row.record.comparisons.map(show)}</td>`;
  return table(
    title,
    null,
    html`<thead><tr><th scope="col">${{ en: 'metric', ko: '지표' }}</th>${arms.map((arm) => html`<th scope="col" class="wraps">${arm}</th>`)}<th class="left" scope="col">${{ en: 'compared', ko: '비교' }} [${interval}]</th><th class="left" scope="col">${{ en: 'difference [the same]', ko: '차이 [같은 구간]' }}</th><th class="left" scope="col">${{ en: 'cross-check', ko: '교차 확인' }}</th><th class="left" scope="col">${{ en: 'verdict', ko: '판정' }}</th><th class="left wraps" scope="col">${{ en: 'rounds that would settle it', ko: '확정에 필요한 라운드' }}</th></tr></thead>
<tbody>${rows.map(
      (row) => html`<tr><td>${row.label}</td>${arms.map((arm) => {
        const figures = row.record.arms[arm];
        return html`<td>${figures ? medianSaid(files, row.metric, figures.median) : '–'}</td>`;
      })}
${lines(row, (found) => html`<div>${nameOf(found)}${comparedSaid(files, row.metric, found)}</div>`)}
${lines(row, ({ difference }) => html`<div>${differenceSaid(difference, row.record.unit)}</div>`)}
${lines(row, ({ crossCheck }) => html`<div>${crossCheck ? checked(crossCheck) : '–'}</div>`)}
${lines(row, ({ verdict }) => html`<div class="verdict ${toneOf(row.record.better, verdict)}">${verdictSaid(row.record.better, verdict)}</div>`)}
${lines(row, ({ roundsToSettle }) => html`<div>${roundsToSettle === null ? '–' : { en: `about ${roundsToSettle}`, ko: `약 ${roundsToSettle}` }}</div>`)}</tr>`,
    )}</tbody>`,
  );
}

/** Names its coverage, as a few rounds have few to choose from. */
const checked = ({ ratio, interval, coverage }: NonNullable<Comparison['crossCheck']>): string =>
  `${times(ratio)} [${interval.map(times).join(', ')}] (${inPercent(coverage)})`;

export function percentileTable(files: RunFiles): Html {
  const say = sayerOf(files.manifest);
  const ms = (value: number | null | undefined) =>
    html`<td>${value === null || value === undefined ? '–' : value.toFixed(2)}</td>`;
  const pooled = { en: 'p99 (all rounds together)', ko: 'p99(모든 라운드 합산)' };
  return table(
    { en: 'What requests took', ko: '요청에 걸린 시간' },
    {
      en: `Response times of all valid trials merged, in milliseconds from the intended start; without intervals, as requests of one trial are not independent. ${WHY_DASHES} Service time counts from the moment a request was on its connection: the difference is time spent waiting to be sent.`,
      ko: '유효한 시행을 모두 합친 응답 시간, 시작했어야 할 때부터의 ms. 한 시행의 요청은 서로 독립이 아니므로 구간은 없다. 요청이 너무 적은 백분위는 줄표로 둔다. 서비스 시간은 요청이 연결에 실린 때부터 센다. 둘의 차이는 보내지기를 기다린 시간이다.',
    },
    html`<thead><tr><th scope="col">${{ en: 'load', ko: '부하' }}</th><th class="left" scope="col">${{ en: 'endpoint', ko: '요청' }}</th><th class="left" scope="col">${ARM}</th><th scope="col">${{ en: 'requests', ko: '요청 수' }}</th>
${['p50', 'p90', 'p95', pooled, 'max', { en: 'service p50', ko: '서비스 p50' }].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${mergedLatencies(files).flatMap(({ phase, endpoint, arms }) =>
      arms.map(
        ({
          arm,
          response,
          service,
        }) => html`<tr><td>${say(phase)}</td><td class="left">${say(endpoint)}</td><td class="left">${arm}</td><td>${response?.count ?? 0}</td>
${ms(response?.p50)}${ms(response?.p90)}${ms(response?.p95)}${ms(response?.p99)}${ms(response?.max)}${ms(service?.p50)}</tr>`,
      ),
    )}</tbody>`,
  );
}

export function trialTable({ trials }: RunFiles): Html {
  return table(
    { en: 'The trials, round by round', ko: '라운드별 시행' },
    {
      en: 'Requests and errors are those of the measured phases, of loads without faults. Late: by how much the driver missed the schedule, the worst phase of each.',
      ko: '요청과 오류는 측정한 구간의 것이며, 장애가 없는 부하만 센다. 늦음: 부하 발생기가 일정에서 벗어난 시간, 시행마다 가장 나쁜 구간.',
    },
    html`<thead><tr><th scope="col">${{ en: 'no.', ko: '번호' }}</th><th scope="col">${{ en: 'round', ko: '라운드' }}</th><th class="left" scope="col">${ARM}</th><th scope="col">${{ en: 'start-up', ko: '시작' }}</th><th scope="col">${{ en: 'warm-up', ko: '워밍업' }}</th><th scope="col">${{ en: 'requests', ko: '요청' }}</th><th scope="col">${{ en: 'errors', ko: '오류' }}</th><th scope="col">${{ en: 'late, p99', ko: '늦음, p99' }}</th><th class="left" scope="col">${{ en: 'valid', ko: '유효' }}</th></tr></thead>
<tbody>${trials.map((trial) => {
      const loaded = trial.phases.length > 0;
      const sum = (field: 'started' | 'errors') =>
        loaded ? String(trial.phases.reduce((total, phase) => total + phase[field], 0)) : '–';
      const late = Math.max(0, ...trial.phases.map(({ lateness }) => lateness.p99));
      const why = trial.invalidBecause.map((reason) => reason.split('\n')[0]).join('; ');
      const valid = trial.valid ? { en: 'yes', ko: '예' } : { en: `no: ${why}`, ko: `아니요: ${why}` };
      return html`<tr><td>${trial.number}</td><td>${trial.round}</td><td class="left">${trial.arm}${trial.attempt > 1 ? { en: ` (attempt ${trial.attempt})`, ko: `(${trial.attempt}번째 시도)` } : null}</td>
<td>${trial.startupMs === null ? '–' : `${(trial.startupMs / 1000).toFixed(2)} s`}</td><td>${trial.warmUp ? `${trial.warmUp.seconds} s` : '–'}</td><td>${sum('started')}</td><td>${sum('errors')}</td><td>${loaded ? `${late.toFixed(2)} ms` : '–'}</td>
<td class="prose">${valid}</td></tr>`;
    })}</tbody>`,
  );
}

const table = (title: Said, reading: Said | null, content: Html): Html =>
  html`<figure><figcaption><strong>${title}</strong>${reading === null ? null : html`<span class="soft">${reading}</span>`}</figcaption><div class="scroll"><table>${content}</table></div></figure>`;
