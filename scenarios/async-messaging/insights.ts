import type { Evidence, Insight } from '@lab/lab/scenario/scenario';
import { ANSWERED, MONOLITH, OVER_KAFKA, OVER_RABBITMQ, QUEUED, UNFLUSHED } from './arms.ts';

const NAMES: Readonly<Record<string, { readonly en: string; readonly ko: string }>> = {
  [ANSWERED]: { en: 'services that answer when decided', ko: '결정된 뒤 응답하는 서비스' },
  [OVER_RABBITMQ]: { en: 'accepted, RabbitMQ', ko: '먼저 접수, RabbitMQ' },
  [OVER_KAFKA]: { en: 'accepted, Kafka', ko: '먼저 접수, Kafka' },
  [UNFLUSHED]: { en: 'accepted, Kafka as it comes', ko: '먼저 접수, 기본 설정의 Kafka' },
  [MONOLITH]: { en: 'monolith', ko: '모놀리스' },
  [QUEUED]: { en: 'monolith with a queue', ko: '큐를 둔 모놀리스' },
};

/** What it costs, how soon a peak is worked off, and what a flush costs. None of it decides. */
export const insights = (evidence: Evidence): Insight[] =>
  [
    told(evidence, 'cpu', 'cpu-per-request', 2, 'ms', {
      en: 'CPU time of an order at light load, all processes and the broker together',
      ko: '가벼운 부하에서 주문 하나에 든 CPU 시간(모든 프로세스와 브로커 합)',
    }),
    told(evidence, 'outcome', 'outcome.p50', 0, 'ms', {
      en: 'Until the outcome of an order is seen (p50)',
      ko: '주문의 결과가 보일 때까지(p50)',
    }),
    told(evidence, 'decided', 'peak.decided', 0, '/s', {
      en: 'Orders decided a second from the peak on, of those that were taken',
      ko: '몰린 주문 중 받아들인 것을 모두 처리할 때까지 초당 처리한 주문',
    }),
    told(evidence, 'took', 'peak.took', 1, 's', {
      en: 'From the beginning of the peak until all of it was worked off (who refuses most is done first)',
      ko: '몰리기 시작해서 모두 처리할 때까지(가장 많이 거절한 쪽이 먼저 끝난다)',
    }),
    told(evidence, 'order', 'peak.out-of-order', 0, '', {
      en: 'Accepted orders of a peak that were taken up after a later one (Kafka keeps the order within a partition only)',
      ko: '몰린 주문 중 더 늦게 접수한 주문보다 나중에 꺼낸 주문(Kafka는 파티션 안의 순서만 지킨다)',
    }),
  ].flat();

function told(
  { arms, metrics }: Evidence,
  id: string,
  metric: string,
  digits: number,
  unit: string,
  words: { readonly en: string; readonly ko: string },
): Insight[] {
  const found = arms.flatMap(({ name, topology }) => {
    const median = metrics.find((each) => each.id === metric)?.arms[name]?.median;
    const named = NAMES[topology];
    return median === undefined || named === undefined
      ? []
      : [{ named, value: `${median.toFixed(digits)} ${unit}`.trimEnd() }];
  });
  if (found.length < 2) return [];
  const list = (language: 'en' | 'ko') =>
    found.map(({ named, value }) => `${named[language]} ${value}`).join(', ');
  return [
    { id, text: { en: `${words.en}: ${list('en')}.`, ko: `${words.ko}: ${list('ko')}.` }, metrics: [metric] },
  ];
}
