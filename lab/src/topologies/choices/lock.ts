import type { Alternative, Choice } from './choice.ts';

interface Server {
  readonly id: 'redis' | 'zookeeper' | 'consul';
  readonly name: string;
}

const SERVERS: readonly Server[] = [
  { id: 'redis', name: 'Redis' },
  { id: 'zookeeper', name: 'ZooKeeper' },
  { id: 'consul', name: 'Consul' },
];

const lockedBy = ({ id, name }: Server): Alternative => ({
  id,
  words: { en: `stock locked in ${name}`, ko: `${name} 잠금으로 재고 보호` },
  env: { LOCK: id },
  components: [id],
});

/** The read and the write show the lock's token, and the store refuses one that is older than what it has seen. */
const fenced = ({ id, name }: Server): Alternative => ({
  id: `${id}-fenced`,
  words: { en: `stock locked in ${name}, with fencing`, ko: `${name} 잠금과 펜싱 토큰으로 재고 보호` },
  env: { LOCK: id, LOCK_FENCING: 'on' },
  components: [id],
});

/**
 * What keeps instances of the inventory from promising the same unit twice. By default it is the database: one transaction reads, decides and
 * writes. With `update` one of its statements decides and writes. All other values read and decide first, then write without a second look, as
 * over a store that cannot decide: the lock alone guards it (ADR 59).
 */
export const lock: Choice = {
  id: 'lock',
  about: { en: 'what guards the stock while it is reserved', ko: '재고를 예약하는 동안 재고를 지키는 것' },
  bases: ['microservices'],
  default: { id: 'row', words: { en: "the database's transaction", ko: '데이터베이스 트랜잭션' } },
  alternatives: [
    {
      id: 'update',
      words: { en: 'stock reserved by one conditional UPDATE', ko: '조건부 UPDATE 하나로 재고 예약' },
      env: { LOCK: 'update' },
    },
    {
      id: 'none',
      words: { en: 'stock not guarded', ko: '재고 보호 없음' },
      env: { LOCK: 'none' },
    },
    ...SERVERS.flatMap((server) => [lockedBy(server), fenced(server)]),
  ],
};
