import type { Alternative, Choice } from './choice.ts';

/**
 * So many `node:cluster` workers on one port and one database. One worker has a primary too, so that what a second one adds is a
 * worker, as a second recommendations adds a process and no other gateway.
 */
const workersOf = (count: number): Alternative => ({
  id: String(count),
  words: { en: `${count} cluster worker${count === 1 ? '' : 's'}`, ko: `클러스터 워커 ${count}개` },
  env: { WORKERS: String(count), CLUSTER: 'on' },
  replicas: count,
});

/** So many instances of everything. */
export const workers: Choice = {
  id: 'workers',
  about: { en: 'instances of the whole shop', ko: '상점 전체의 인스턴스 수' },
  bases: ['monolith'],
  default: { id: 'none', words: { en: 'the process serves by itself', ko: '프로세스가 직접 응답' } },
  alternatives: [1, 2, 3, 4].map(workersOf),
};
