import { type Finding, findingsFor, pairOf, undecidable } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';

export const JSON_OVER_HTTP = 'microservices+transport=http';
export const GRPC = 'microservices+transport=grpc';
export const TCP = 'microservices+transport=tcp';
export const RABBITMQ = 'microservices';

/** From the smallest answer to the largest: the time of each kind of request. */
export const TIMES = ['product.p50', 'browse.p50', 'large-page.p50'] as const;

const NAMES: Readonly<Record<string, Text>> = {
  'product.p50': { en: 'one product', ko: '상품 하나' },
  'browse.p50': { en: 'a page of 20', ko: '20개 페이지' },
  'large-page.p50': { en: 'a page of 100', ko: '100개 페이지' },
  'cpu-per-request': { en: 'CPU time', ko: 'CPU 시간' },
};

/** What decides: the times, and what all requests together cost. */
const DECIDING = [...TIMES, 'cpu-per-request'] as const;

export const RULE =
  'The rule compares services that call each other over gRPC with services that call each other over HTTP and JSON, by four figures at light load: the p50 of a product, of a page of 20 and of a page of 100 products, and the CPU time per request. Supported when one of the four is lower with gRPC beyond Δ, and none is higher. Refuted when none is lower. Mixed when one is lower and another is higher. RabbitMQ, TCP and the monolith explain the result, and decide nothing.';

export const RULE_IN_KOREAN =
  'gRPC로 서로를 호출하는 서비스를 HTTP와 JSON으로 호출하는 서비스와 비교한다. 가벼운 부하에서 상품 하나, 20개 페이지, 100개 페이지의 p50과 요청당 CPU 시간, 이 네 값을 본다. gRPC에서 Δ를 넘게 작은 값이 하나라도 있고 큰 값이 없으면 지지. 작은 값이 하나도 없으면 반박. 작은 값과 큰 값이 함께 있으면 엇갈림. RabbitMQ, TCP, 모놀리스는 결과를 설명할 뿐 판정에는 쓰지 않는다.';

/** Whether binary gRPC makes calls between services cheaper than JSON over HTTP does. */
export function binaryIsFaster(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, JSON_OVER_HTTP, GRPC);
  if (!pair) return undecidable(JSON_OVER_HTTP, GRPC);
  const findings = findingsFor(evidence, pair.arm.name, DECIDING);
  const having = (verdict: Finding['comparison']['verdict']) =>
    findings.filter(({ comparison }) => comparison.verdict === verdict);
  const [lower, higher, open] = [having('lower'), having('higher'), having('inconclusive')];
  const missing = DECIDING.length - findings.length;
  const said = {
    because: `Lower with gRPC: ${listed(lower, 'en')}. Higher: ${listed(higher, 'en')}. Not settled: ${listed(open, 'en')}.`,
    becauseInKorean: `gRPC에서 작은 것: ${listed(lower, 'ko')}. 큰 것: ${listed(higher, 'ko')}. 정해지지 않은 것: ${listed(open, 'ko')}.`,
    metrics: findings.map(({ metric }) => metric.id),
  };
  const ruled = (verdict: Ruling['verdict'], isOpen = false): Ruling => ({ verdict, ...said, open: isOpen });
  // Once it is divided, what is still open cannot unite it.
  if (lower.length > 0 && higher.length > 0) return ruled('mixed');
  if (open.length > 0 || missing > 0) return ruled('inconclusive', missing === 0);
  return ruled(lower.length > 0 ? 'supported' : 'refuted');
}

function listed(findings: readonly Finding[], language: keyof Text): string {
  const told = findings.map(({ metric, comparison }) => {
    const name = NAMES[metric.id]?.[language] ?? metric.id;
    return `${name} ${comparison.ratio.toFixed(2)}${language === 'en' ? '×' : '배'}`;
  });
  return told.length > 0 ? told.join(', ') : { en: 'nothing', ko: '없음' }[language];
}

/** What the payload does to the ratio: it sets the wire's part of a request and the encoding's apart. */
export function bySize(evidence: Evidence): Text | undefined {
  const pair = pairOf(evidence, JSON_OVER_HTTP, GRPC);
  if (!pair) return undefined;
  const found = findingsFor(evidence, pair.arm.name, TIMES);
  if (found.length < TIMES.length) return undefined;
  const told = (language: keyof Text) => listed(found, language);
  return {
    en: `The p50 with gRPC, times that over HTTP and JSON: ${told('en')}.`,
    ko: `HTTP와 JSON 대비 gRPC의 p50: ${told('ko')}.`,
  };
}
