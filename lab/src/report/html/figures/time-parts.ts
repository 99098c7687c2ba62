import { partColour, stackedBars } from '../../../charts/bars.ts';
import { dataTable, figure, panels } from '../../../charts/figure.ts';
import type { Html } from '../../../charts/html.ts';
import { alike, joined, type Said } from '../../../charts/said.ts';
import { sayerOf } from '../../../charts/vocabulary.ts';
import { quantity } from '../../../charts/words.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import { TIME_PARTS, timeParts } from '../../views/resources.ts';

/** What a request's time is made of, by the servers' own word: a figure for each load, a panel for each endpoint. */
export const timePartFigures = (files: RunFiles): Html[] =>
  files.manifest.scenario.phases.flatMap(({ name }) => timePartFigure(files, name) ?? []);

function timePartFigure(files: RunFiles, phase: string): Html | undefined {
  const say = sayerOf(files.manifest);
  const arms = files.manifest.arms.map(({ name }) => ({ name, rows: timeParts(files, name, phase) }));
  const all = arms.flatMap(({ name, rows }) =>
    rows.map((row) => ({ arm: name, ...row, total: total(row.parts) })),
  );
  const [longest] = all.toSorted((a, b) => b.total - a.total);
  if (!longest) return undefined;
  const names = TIME_PARTS.map(say);
  const greatestPart = longest.parts.indexOf(Math.max(...longest.parts));
  const endpoints = [...new Set(all.map(({ endpoint }) => endpoint))];
  const share = ((longest.parts[greatestPart] ?? 0) / longest.total) * 100;
  const [whole, percent, went] = [quantity(longest.total, 'ms'), share.toFixed(0), names[greatestPart]];
  const asked = say(longest.endpoint);
  const head: Said[] = [
    { en: 'endpoint', ko: '요청' },
    { en: 'arm', ko: '대상' },
  ];
  return figure({
    title: {
      en: `At ${phase} load, of the ${whole} of “${asked.en}” with ${longest.arm}, ${percent} % went to ${went?.en}`,
      ko: `${say(phase).ko} 부하에서 ${longest.arm}의 “${asked.ko}” ${whole} 중 ${percent} %: ${went?.ko}`,
    },
    reading: {
      en: 'Mean milliseconds of a request by the servers’ own account (Server-Timing). “Databases” are those of all processes on its way. “Messages and waiting” is what lies between sending a call and its answer besides the called service’s own work.',
      ko: '서버가 직접 알린 요청의 평균 시간(Server-Timing, ms). “데이터베이스”는 거쳐 간 모든 프로세스의 데이터베이스, “메시지와 대기”는 호출을 보내고 답을 받기까지의 시간에서 호출된 서비스가 일한 시간을 뺀 것이다.',
    },
    key: names
      .map((name, index) => ({ name, colour: partColour(index) }))
      .filter((_, index) => all.some(({ parts }) => (parts[index] ?? 0) > 0)),
    charts: panels(
      endpoints.map((endpoint) => {
        const own = all.filter((row) => row.endpoint === endpoint);
        const caption = say(endpoint);
        return {
          caption,
          alternative: alike`${caption}, ms. ${joined(
            own.map(
              (row) =>
                alike`${row.arm}: ${quantity(row.total, 'ms')}, ${joined(row.parts.map((part, index) => alike`${names[index] ?? ''} ${part.toFixed(2)}`))}`,
            ),
            '; ',
          )}.`,
          draw: (width) =>
            stackedBars(
              own.map(({ arm, parts }) => ({ label: arm, parts })),
              { unit: 'ms', greatest: longest.total, show: (value) => quantity(value, 'ms') },
              width,
            ),
        };
      }),
    ),
    data: dataTable(
      [...head, ...names.map((name) => alike`${name}, ms`), { en: 'sum, ms', ko: '합계, ms' }],
      all.map(({ endpoint, arm, parts, total: sum }) => [
        say(endpoint),
        arm,
        ...[...parts, sum].map((part) => part.toFixed(2)),
      ]),
    ),
  });
}

const total = (parts: readonly number[]): number => parts.reduce((whole, part) => whole + part, 0);
