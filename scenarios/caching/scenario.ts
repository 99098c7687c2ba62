import type { Scenario } from '@lab/lab/scenario/scenario';
import { endpoints } from '../shop/endpoints.ts';
import { ALL, cacheOf, MEMCACHED, MONOLITH_REDIS, REDIS, SERVICES } from './arms.ts';
import { insights } from './insights.ts';
import { cacheShortens, inTheMonolith, RULE, RULE_IN_KOREAN } from './rule.ts';
import { experiment, PAGES } from './settings.ts';

const asked: readonly string[] = Object.values(PAGES);

const scenario: Scenario = {
  id: 'caching',
  title: { en: 'Caching', ko: '캐싱' },
  question: {
    en: 'How much faster are pages that read through a cache, how old is what they show, and from which hit rate and which cost of the origin does a cache pay?',
    ko: '캐시를 거쳐 읽으면 페이지가 얼마나 빨라지고, 보이는 값은 얼마나 낡는가? 적중률과 원본의 비용이 얼마일 때부터 캐시가 이득인가?',
  },
  baseline: SERVICES,
  arms: {
    // That everything runs, an arm with a server of copies shows alone.
    smoke: [MONOLITH_REDIS],
    // What decides, and no more: so there is time for a load that tells, and for five rounds.
    quick: [SERVICES, REDIS, MEMCACHED],
    full: ALL,
  },
  // A page with Redis is some 1.45 times as fast, and spreads by a tenth. An early look would settle none of it, and widen the last interval.
  looks: { quick: [5] },
  topologies: ALL,
  skippable: ALL.filter((topology) => cacheOf(topology)?.server !== undefined),
  endpoints: endpoints.filter(({ id }) => asked.includes(id)),
  experiment,
  claims: [
    {
      id: 'remedy.cache',
      text: {
        en: 'caching, in memory such as Redis and Memcached, shortens the response time of data that is asked for again and again',
        ko: '캐싱: 반복적으로 요청되는 데이터에 대해서는 캐싱을 사용하여 응답 시간을 줄인다 (Redis, Memcached)',
      },
      decidedBy: RULE,
      decidedByInKorean: RULE_IN_KOREAN,
      decide: cacheShortens,
      turn: {
        by: {
          en: 'What the origin costs. Where it is a function call and a statement away, as in the monolith, a server of copies is farther than the origin.',
          ko: '원본의 비용. 모놀리스처럼 원본이 함수 호출과 쿼리 하나로 닿으면 캐시 서버가 원본보다 멀다.',
        },
        measured: inTheMonolith,
      },
      expected: 'supported',
    },
  ],
  keyRatios: [
    {
      metric: 'browse-time',
      topology: REDIS,
      text: { en: 'time of a page of the list, mean', ko: '상품 목록 평균 응답 시간' },
    },
    {
      metric: 'recommendations-time',
      topology: REDIS,
      text: { en: 'time of recommendations, mean', ko: '추천 평균 응답 시간' },
    },
    {
      metric: 'product-time',
      topology: REDIS,
      text: { en: 'time of the page of a product, mean', ko: '상품 페이지 평균 응답 시간' },
    },
    {
      metric: 'origin-messages',
      topology: REDIS,
      text: {
        en: 'messages of catalog and recommendations for the same requests',
        ko: '같은 요청에 카탈로그와 추천 서비스가 보낸 메시지',
      },
    },
  ],
  insights,
};

export default scenario;
