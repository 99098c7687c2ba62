import type { Alternative, Choice } from './choice.ts';

const BASES = ['monolith', 'microservices'] as const;

const servedBy = (id: 'redis' | 'memcached', name: string): Alternative => ({
  id,
  words: { en: `cache in ${name}`, ko: `${name} 캐시` },
  env: { CACHE: id },
  components: [id],
});

/** Where copies of products and recommendations are kept for pages. Stock, wallets and the prices of orders are never read from it (ADR 67). */
export const cache: Choice = {
  id: 'cache',
  about: { en: 'where copies are kept for pages', ko: '화면에 보일 사본을 두는 곳' },
  bases: BASES,
  default: { id: 'none', words: { en: 'no cache', ko: '캐시 없음' } },
  alternatives: [
    {
      id: 'memory',
      words: { en: "cache in the edge's memory", ko: '엣지 프로세스 메모리 캐시' },
      env: { CACHE: 'memory' },
    },
    {
      id: 'memory-50',
      words: {
        en: "cache of 50 copies in the edge's memory",
        ko: '엣지 프로세스 메모리에 사본 50개까지 캐시',
      },
      env: { CACHE: 'memory', CACHE_KEYS: '50' },
    },
    servedBy('redis', 'Redis'),
    servedBy('memcached', 'Memcached'),
  ],
};

/** What keeps readers who miss the same copy from asking the origin all at once. Nothing without a cache. */
export const cacheRefresh: Choice = {
  id: 'cache-refresh',
  about: { en: 'who asks for a copy that has expired', ko: '만료된 사본을 누가 다시 가져오는지' },
  bases: BASES,
  default: { id: 'single-flight', words: { en: 'one asks for all', ko: '한 요청이 대표로 조회' } },
  alternatives: [
    {
      id: 'none',
      words: { en: 'whoever misses a copy asks', ko: '놓친 요청마다 조회' },
      env: { CACHE_REFRESH: 'none' },
    },
    {
      id: 'xfetch',
      words: { en: 'few ask before it expires', ko: '만료 전에 일부가 미리 조회' },
      env: { CACHE_REFRESH: 'xfetch' },
    },
  ],
};

/** What ends a copy of a product: its change, the event of that alone, or its time alone. Nothing without a cache. */
export const cacheInvalidation: Choice = {
  id: 'cache-invalidation',
  about: { en: 'what ends a copy of a product', ko: '상품 사본을 무엇이 끝내는지' },
  bases: BASES,
  default: { id: 'events', words: { en: 'a change of its price', ko: '가격 변경 이벤트' } },
  alternatives: [
    {
      id: 'events-alone',
      words: { en: 'the event of a change alone ends copies', ko: '사본은 변경 이벤트로만 무효화' },
      env: { CACHE_INVALIDATION: 'events-alone' },
    },
    {
      id: 'ttl',
      words: { en: 'copies only expire', ko: '사본은 만료될 때만 교체' },
      env: { CACHE_INVALIDATION: 'ttl' },
    },
  ],
};

/** How long a copy may be used: a minute, or so short that an experiment sees copies expire. */
export const cacheTtl: Choice = {
  id: 'cache-ttl',
  about: { en: 'how long a copy may be used', ko: '사본의 수명' },
  bases: BASES,
  default: { id: '60s', words: { en: 'for a minute', ko: '1분' } },
  alternatives: [1, 2, 5].map((seconds) => ({
    id: `${seconds}s`,
    words: { en: `copies live ${seconds} s`, ko: `사본 수명 ${seconds}초` },
    env: { CACHE_TTL_MS: String(1_000 * seconds) },
  })),
};
