import { partColour } from '../../../charts/bars.ts';
import { dataTable, figure, fullWidth } from '../../../charts/figure.ts';
import type { Html } from '../../../charts/html.ts';
import { alike, joined } from '../../../charts/said.ts';
import { type ShareRow, shareBars } from '../../../charts/share-bars.ts';
import type { Attribution } from '../../../records/comparison.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import { percent } from '../../../scenario/attribution.ts';
import type { Text } from '../../../scenario/scenario.ts';

const COLOURS = { part: partColour(1), rest: partColour(7) };

/** What the gaps between two arms are made of: a bar for each metric. Null where no arm lies between two others. */
export function attributionFigure({ comparison }: RunFiles): Html | null {
  const all = comparison.insights.flatMap(({ attribution }) => attribution ?? []);
  const [first] = all;
  if (!first) return null;
  const { part, rest } = first;
  const title = sentence(all, part, rest);
  return figure({
    title,
    reading: {
      en: `Each bar is the whole gap of one metric between two arms. An arm in between has what is due to ${part.en}, and nothing else of the other's work. The line over the border is its interval; a line that begins at 0 may mean none at all.`,
      ko: `막대 하나는 한 지표에서 두 대상의 차이 전체다. ${part.ko}의 몫은 그 일만 더 하는 중간 대상으로 잰다. 경계의 선은 구간이며, 0에서 시작하면 전혀 없을 수도 있다.`,
    },
    key: [
      { name: part, colour: COLOURS.part },
      { name: rest, colour: COLOURS.rest },
    ],
    charts: fullWidth(
      alike`${title}. ${joined(
        all.map((each) => alike`${each.of}: ${part} ${shown(each)}`),
        '; ',
      )}.`,
      (width) => shareBars(all.map(rowOf), COLOURS, width),
    ),
    data: dataTable(
      [
        { en: 'gap in', ko: '차이' },
        { en: 'medians on the way', ko: '중앙값의 변화' },
        alike`${part} [${{ en: 'interval', ko: '구간' }}]`,
        rest,
      ],
      all.map((each) => [
        each.of,
        wayOf(each),
        shown(each),
        each.share === null ? '–' : `${percent(1 - each.share)} %`,
      ]),
    ),
  });
}

const rowOf = (each: Attribution): ShareRow => ({
  label: each.of,
  note: wayOf(each),
  share: each.share,
  interval: each.interval,
});

const wayOf = ({ way, unit }: Attribution): string =>
  `${way.map((value) => value.toFixed(2)).join(' → ')} ${unit}`;

function shown({ share, interval }: Attribution): Text {
  if (share === null) return { en: 'within the noise', ko: '잡음 범위 안' };
  if (!interval) return { en: 'too few rounds to say', ko: '라운드가 너무 적음' };
  const figure = `${percent(share)} % [${interval.map(percent).join(', ')}]`;
  const most = percent(Math.max(0, interval[1]));
  return interval[0] > 0
    ? { en: figure, ko: figure }
    : { en: `at most ${most} %, possibly none: ${figure}`, ko: `최대 ${most} %, 없을 수도 있음: ${figure}` };
}

/** What the part explains by estimate, and what at most of any gap by its interval. */
function sentence(all: readonly Attribution[], part: Text, rest: Text): Text {
  const told = all.flatMap(({ share, interval }) =>
    share !== null && interval ? [{ share, interval }] : [],
  );
  if (told.length === 0)
    return {
      en: `Too few rounds to say what is due to ${part.en}`,
      ko: `라운드가 너무 적어 ${part.ko}의 몫을 말할 수 없다`,
    };
  const shares = told.map(({ share }) => share);
  const [least, greatest] = [percent(Math.min(...shares)), percent(Math.max(...shares))];
  const most = percent(Math.max(0, ...told.map(({ interval }) => interval[1])));
  return {
    en: `About ${least === greatest ? least : `${least} to ${greatest}`} % of the gaps, and at most ${most} % of any, is due to ${part.en}; the rest is due to ${rest.en}`,
    ko: `차이 중 ${part.ko}의 몫은 약 ${least === greatest ? least : `${least}~${greatest}`} %, 어느 차이에서도 최대 ${most} %이며, 나머지는 ${rest.ko}의 몫이다`,
  };
}
