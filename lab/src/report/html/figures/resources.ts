import { partColour, stackedBars } from '../../../charts/bars.ts';
import { dataTable, figure, panels } from '../../../charts/figure.ts';
import { type Html, html } from '../../../charts/html.ts';
import { alike, joined, type Said } from '../../../charts/said.ts';
import { sayerOf } from '../../../charts/vocabulary.ts';
import { quantity } from '../../../charts/words.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import type { Text } from '../../../scenario/scenario.ts';
import { cpuIdle, cpuPerRequest, memoryIdle, memoryUnderLoad, type Share } from '../../views/resources.ts';

interface Stack {
  readonly caption: Text;
  /** A bar for each arm that has values. */
  readonly bars: readonly { readonly label: string; readonly shares: readonly Share[] }[];
  readonly unit: Text;
}

const PER_REQUEST = { en: 'ms of CPU per successful request', ko: '성공한 요청당 CPU ms' };
const PER_SECOND = { en: 'ms of CPU per second', ko: '초당 CPU ms' };
const MEGABYTES = { en: 'MB', ko: 'MB' };

/** CPU and memory of every process of an arm. */
export function resourceFigures(files: RunFiles): Html {
  const { arms, scenario } = files.manifest;
  const say = sayerOf(files.manifest);
  const stack = (caption: Text, unit: Text, read: (arm: string) => Share[]): Stack => ({
    caption,
    unit,
    bars: arms.flatMap(({ name }) => {
      const shares = read(name);
      return shares.length > 0 ? [{ label: name, shares }] : [];
    }),
  });
  const cpu = [
    ...scenario.phases.map(({ name }) =>
      stack({ en: `${name} load`, ko: `${say(name).ko} 부하` }, PER_REQUEST, (arm) =>
        cpuPerRequest(files, arm, name),
      ),
    ),
    stack({ en: 'without load', ko: '부하가 없을 때' }, PER_SECOND, (arm) => cpuIdle(files, arm)),
  ];
  const memory = [
    stack({ en: 'ready, before any load', ko: '준비된 뒤, 부하를 주기 전' }, MEGABYTES, (arm) =>
      memoryIdle(files, arm),
    ),
    ...scenario.phases.map(({ name }) =>
      stack({ en: `after ${name} load`, ko: `${say(name).ko} 부하 뒤` }, MEGABYTES, (arm) =>
        memoryUnderLoad(files, arm, name),
      ),
    ),
  ];
  const rss = files.trials.some(({ resources }) => resources?.memoryKind === 'rss');
  const kind: Text = rss
    ? { en: 'RSS, which counts shared pages once for each process', ko: 'RSS, 공유 페이지를 프로세스마다 셈' }
    : { en: 'PSS', ko: 'PSS' };
  const at = cpu[0]?.caption ?? { en: '', ko: '' };
  return html`${bars(
    cpu,
    (each) => ({
      en: `A request at ${at.en} costs CPU time: ${each}`,
      ko: `${at.ko}에서 요청 하나가 쓰는 CPU 시간: ${each}`,
    }),
    {
      en: 'CPU time of every process of an arm, the broker included and the load driver not; a mean over the valid trials.',
      ko: '한 대상의 모든 프로세스의 CPU 시간. 브로커는 포함하고 부하 발생기는 뺀다. 유효한 시행의 평균.',
    },
    'ms',
  )}
${bars(
  memory,
  (each) => ({
    en: `Ready and idle, the arms hold memory: ${each}`,
    ko: `준비된 뒤 유휴 상태의 메모리: ${each}`,
  }),
  {
    en: `Memory of every process of an arm, the broker included (${kind.en}); a mean over the valid trials.`,
    ko: `한 대상의 모든 프로세스의 메모리, 브로커 포함(${kind.ko}). 유효한 시행의 평균.`,
  },
  'MB',
)}`;
}

function bars(
  stacks: readonly Stack[],
  title: (each: string) => Text,
  reading: Said,
  unit: string,
): Html | null {
  const shown = stacks.filter(({ bars: own }) => own.length > 0);
  const [first] = shown;
  if (!first) return null;
  const processes = [
    ...new Set(
      shown.flatMap((stack) => stack.bars.flatMap(({ shares }) => shares.map(({ process }) => process))),
    ),
  ];
  const rowsOf = (stack: Stack) =>
    stack.bars.map(({ label, shares }) => ({
      label,
      parts: processes.map((name) => shares.find(({ process }) => process === name)?.value ?? 0),
    }));
  const sums = first.bars.map(({ label, shares }) => `${label} ${quantity(sum(shares), unit)}`);
  return figure({
    title: title(sums.join(', ')),
    reading,
    key: processes.map((name, index) => ({ name, colour: partColour(index) })),
    charts: panels(
      shown.map((stack) => ({
        caption: stack.caption,
        alternative: alike`${stack.caption}, ${stack.unit}. ${stack.bars.map(({ label, shares }) => `${label}: ${quantity(sum(shares), unit)}`).join('; ')}.`,
        draw: (width) =>
          stackedBars(
            rowsOf(stack),
            {
              unit: stack.unit,
              greatest: greatestOf(shown.filter((other) => other.unit === stack.unit)),
              show: (value) => quantity(value, unit),
            },
            width,
          ),
      })),
    ),
    data: dataTable(
      [
        { en: 'when', ko: '시점' },
        { en: 'arm', ko: '대상' },
        { en: 'process', ko: '프로세스' },
        { en: 'mean', ko: '평균' },
      ],
      shown.flatMap((stack) =>
        stack.bars.flatMap(({ label, shares }) =>
          shares.map(({ process, value }) => [
            stack.caption,
            label,
            process,
            joined([value.toFixed(2), stack.unit], ' '),
          ]),
        ),
      ),
    ),
  });
}

const sum = (shares: readonly Share[]): number => shares.reduce((total, { value }) => total + value, 0);

const greatestOf = (stacks: readonly Stack[]): number =>
  Math.max(0, ...stacks.flatMap((stack) => stack.bars.map(({ shares }) => sum(shares))));
