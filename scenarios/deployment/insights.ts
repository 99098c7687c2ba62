import type { Evidence, Insight, Text } from '@lab/lab/scenario/scenario';
import { ROLLED_MONOLITH, ROLLED_SERVICE } from './arms.ts';
import { armOf, feltIn } from './felt.ts';

const ROLLED: readonly (readonly [topology: string, words: Text])[] = [
  [ROLLED_SERVICE, { en: 'the service', ko: '서비스' }],
  [ROLLED_MONOLITH, { en: 'the monolith', ko: '모놀리스' }],
];

/** How long two versions stood side by side, and what bad ones cost. None of it decides. */
export const insights = (evidence: Evidence): Insight[] => [
  ...told(evidence, 'beside', ['next.took', 'next.beside', 'next.mixed'], {
    en: 'Until all was new, and of that with two versions as processes, and as answers (ms)',
    ko: '모두 새 버전이 될 때까지, 그중 두 버전의 프로세스가 함께 있던 시간과 응답이 섞인 시간(ms)',
  }),
  ...told(evidence, 'drained', ['next.drained'], {
    en: 'Requests that need the payments, under way when an old one was told to end, and answered all the same',
    ko: '옛것이 종료 신호를 받을 때 처리 중이었고 그래도 응답한 요청 중 결제가 필요한 것',
  }),
  ...failing(evidence),
  ...told(evidence, 'in-order', ['in-order.took', 'in-order.beside'], {
    en: 'An incompatible version in order: until all was new, and of that with two versions as processes (ms)',
    ko: '호환되지 않는 버전을 순서대로: 모두 새 버전이 될 때까지, 그중 두 버전의 프로세스가 함께 있던 시간(ms)',
  }),
  ...told(evidence, 'at-once', ['at-once.took', 'at-once.beside'], {
    en: 'The same at once: until all was new, and of that with two versions as processes (ms)',
    ko: '같은 버전을 한 번에: 모두 새 버전이 될 때까지, 그중 두 버전의 프로세스가 함께 있던 시간(ms)',
  }),
  ...told(evidence, 'unready', ['unready.served'], {
    en: 'Answers of a version that never got ready',
    ko: '준비되지 않은 버전의 응답',
  }),
];

/** The medians of each arm that has them. */
function told(evidence: Evidence, id: string, metrics: readonly string[], words: Text): Insight[] {
  const found = evidence.arms.flatMap(({ name, topology }) => {
    const medians = metrics.flatMap(
      (metric) => evidence.metrics.find((each) => each.id === metric)?.arms[name]?.median ?? [],
    );
    return medians.length < metrics.length
      ? []
      : [`${topology} ${medians.map((median) => Math.round(median)).join(' / ')}`];
  });
  if (found.length === 0) return [];
  const list = found.join(', ');
  return [{ id, metrics, text: { en: `${words.en}: ${list}.`, ko: `${words.ko}: ${list}.` } }];
}

function failing(evidence: Evidence): Insight[] {
  const found = ROLLED.flatMap(([topology, words]) => {
    const felt = feltIn(evidence, topology, 'fails-later', 'all');
    const arm = armOf(evidence, topology);
    const bad = evidence.metrics.find(({ id }) => id === 'fails-later.bad')?.arms[arm?.name ?? '']?.median;
    return felt && bad !== undefined ? [{ words, felt, seconds: (bad / 1_000).toFixed(1) }] : [];
  });
  if (found.length === 0) return [];
  const list = (language: keyof Text, per: (hits: string, seconds: string) => string) =>
    found
      .map(
        ({ words, felt, seconds }) =>
          `${words[language]} ${per((felt.hits / felt.updates).toFixed(0), seconds)}`,
      )
      .join(', ');
  return [
    {
      id: 'fails-later',
      metrics: ['fails-later.failed', 'fails-later.slow', 'fails-later.bad'],
      text: {
        en: `What a version cost that failed later, until it was taken back: ${list('en', (hits, seconds) => `${hits} requests in ${seconds} s`)}.`,
        ko: `나중에 실패한 버전을 되돌릴 때까지 잃은 것: ${list('ko', (hits, seconds) => `${seconds}초 동안 요청 ${hits}건`)}.`,
      },
    },
  ];
}
