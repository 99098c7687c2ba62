import type { Evidence, Insight, Text } from '@lab/lab/scenario/scenario';

/** What the way is made of, what stands there at rest, and what the feature is. None of it decides. */
export const insights = (evidence: Evidence): Insight[] => [
  ...told(evidence, 'way', ['compile', 'bundle', 'broker', 'seed', 'start', 'order'], {
    en: 'Seconds to compile, to bundle, to start the broker again, to fill the databases, to start and to order',
    ko: '컴파일, 묶기, 브로커 다시 시작, 데이터베이스 채우기, 시작, 주문에 걸린 시간(초)',
  }),
  ...told(evidence, 'at-rest', ['processes-at-rest', 'memory-at-rest', 'cpu-measured'], {
    en: 'Processes, memory (MB) and CPU time (ms each second) at rest',
    ko: '요청이 없을 때의 프로세스, 메모리(MB), CPU 시간(초당 ms)',
  }),
  ...told(evidence, 'alone', ['code-lines', 'configuration-lines'], {
    en: 'Lines of code and of configuration that only this deployment has',
    ko: '이 배포에만 있는 코드 줄과 설정 줄',
  }),
  ...told(
    evidence,
    'feature',
    ['lines', 'tests', 'files', 'contracts', 'packages', 'test-files'].map((id) => `feature.${id}`),
    {
      en: 'The feature: lines, lines of tests, files, new operations and messages, packages compiled, test files to run again',
      ko: '새 기능: 고친 줄, 고친 테스트 줄, 고친 파일, 새 API와 메시지, 컴파일한 패키지, 다시 실행할 테스트 파일',
    },
  ),
];

/** The medians of each arm; one that an arm has not is a dash. */
function told(evidence: Evidence, id: string, metrics: readonly string[], words: Text): Insight[] {
  const found = evidence.arms.flatMap(({ name, topology }) => {
    const medians = metrics.map(
      (metric) => evidence.metrics.find((each) => each.id === metric)?.arms[name]?.median,
    );
    if (medians.every((median) => median === undefined)) return [];
    return [`${topology} ${medians.map((median) => said(median)).join(' / ')}`];
  });
  if (found.length === 0) return [];
  const list = found.join(', ');
  return [{ id, metrics: [...metrics], text: { en: `${words.en}: ${list}.`, ko: `${words.ko}: ${list}.` } }];
}

const said = (median: number | undefined): string =>
  median === undefined ? '–' : String(Number.isInteger(median) ? median : Number(median.toPrecision(3)));
