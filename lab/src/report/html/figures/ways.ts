import { partColour } from '../../../charts/bars.ts';
import { dataTable, keyOf } from '../../../charts/figure.ts';
import { Html, html } from '../../../charts/html.ts';
import { inBoth } from '../../../charts/in-both.ts';
import { sayerOf } from '../../../charts/vocabulary.ts';
import { WATERFALL_STYLE, waterfall } from '../../../charts/waterfall.ts';
import { quantity } from '../../../charts/words.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import { processesOf, type Way, waysOf } from '../../views/ways.ts';

/**
 * One request's way through each arm, for each endpoint, on one scale. The endpoint with the longest way stands first, and is open. Nothing
 * where the run has traced none.
 */
export function wayFigures({ manifest, traces }: RunFiles): Html | null {
  const say = sayerOf(manifest);
  if (!traces) return null;
  const ways = waysOf(traces);
  const processes = processesOf(ways.values());
  const shown = manifest.scenario.endpoints
    .toSorted((a, b) => b.hops - a.hops || b.calls - a.calls)
    .flatMap(({ id, title }) => {
      const own = ways.get(id);
      return own ? [{ title, ways: own }] : [];
    });
  if (shown.length === 0) return null;
  const many = Math.max(...shown.flatMap((each) => each.ways.map(({ of }) => of)));
  return html`${WATERFALL_STYLE}<p class="soft">${inBoth({
    en: `A traced request of each kind, the one with the median response time of up to ${many}. They were sent one after the other to systems that did nothing else, after the measured rounds: they show what a request waits for, and are no measurement of the run. A hollow bar waits for what is below it. Between it and the bar of the other process lie the broker and the queue. What comes after the answer keeps nobody waiting.`,
    ko: `요청 종류마다 추적한 요청 하나씩, 최대 ${many}개 중 응답 시간이 중앙값인 것이다. 측정 라운드가 끝난 뒤 다른 부하가 없는 시스템에 하나씩 차례로 보냈다. 요청이 무엇을 기다리는지 보여 줄 뿐, 이 실행의 측정값은 아니다. 속이 빈 막대는 아래 막대를 기다리는 시간이다. 다른 프로세스의 막대와 벌어진 틈은 브로커와 큐에서 쓴 시간이다. 응답 뒤에 이어지는 일은 아무도 기다리게 하지 않는다.`,
  })}</p>
${keyOf(processes.map((name, index) => ({ name, colour: partColour(index) })))}
${shown.map(
  ({ title, ways: own }, index) =>
    html`<details${index === 0 ? OPEN : null}><summary>${say(title)}: ${own.map(({ arm, answeredMs }) => `${arm} ${quantity(answeredMs, 'ms')}`).join(', ')}</summary>${drawn(own, processes)}</details>`,
)}`;
}

const OPEN = new Html(' open');

function drawn(ways: readonly Way[], processes: readonly string[]): Html {
  const span = Math.max(...ways.map(({ endedMs }) => endedMs));
  return html`${ways.map(
    ({ arm, answeredMs, endedMs, steps }) =>
      html`<h3>${arm}</h3>${waterfall({
        span,
        mark: endedMs > answeredMs ? { at: answeredMs, label: quantity(answeredMs, 'ms') } : undefined,
        stretches: steps.map(({ name, process, depth, start, took, waits }) => ({
          label: name,
          by: processes.indexOf(process),
          depth,
          from: Math.max(0, start),
          length: took,
          told: quantity(took, 'ms'),
          hollow: waits,
        })),
      })}`,
  )}
<details class="data"><summary>${inBoth({ en: 'The numbers of this chart', ko: '이 그림의 수치' })}</summary>${dataTable(
    [
      { en: 'arm', ko: '대상' },
      { en: 'process', ko: '프로세스' },
      { en: 'what', ko: '한 일' },
      { en: 'from, ms', ko: '시작, ms' },
      { en: 'took, ms', ko: '걸린 시간, ms' },
    ],
    ways.flatMap(({ arm, steps }) =>
      steps.map(({ process, name, start, took }) => [arm, process, name, start.toFixed(2), took.toFixed(2)]),
    ),
  )}</details>`;
}
