import type { Alternative, Choice } from './choice.ts';

const NAME = 'recommendations';

const instancesOf = (count: number): Alternative => ({
  id: String(count),
  words: { en: `${NAME} × ${count}`, ko: `추천 × ${count}` },
  instances: { [NAME]: count },
  replicas: count,
});

/**
 * So many instances of recommendations, one of everything else.
 *
 * The replicas consume from one queue of requests and one queue of events, as competing consumers, and share one database: what
 * they keep in it is a log of baskets that each folds into a model of its own before it answers. An event is thus taken in
 * once, by whichever replica gets it, and the next answer of every other one knows of it. Databases of their own would need a
 * queue of events for each, a copy of the log for each that joins, and replicas would disagree while one lags behind.
 */
export const recommendations: Choice = {
  id: 'recommendations',
  about: { en: 'instances of the service recommendations', ko: '추천 서비스의 인스턴스 수' },
  bases: ['microservices'],
  default: { id: '1', words: { en: 'a single one', ko: '하나' } },
  alternatives: [2, 3, 4].map(instancesOf),
};
