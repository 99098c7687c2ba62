import type { Text } from '@lab/lab/scenario/scenario';

/** Two instances of the inventory in each arm: one process could guard its stock by itself. */
const TWO = 'microservices+inventory=2';

/** The default: the database's own transaction. It is the baseline. */
export const ROW = TWO;
/** The database decides and writes in one statement. */
export const UPDATE = `${TWO}+lock=update`;
export const NONE = `${TWO}+lock=none`;
export const REDIS = `${TWO}+lock=redis`;
export const REDIS_FENCED = `${TWO}+lock=redis-fenced`;
export const ZOOKEEPER = `${TWO}+lock=zookeeper`;
export const ZOOKEEPER_FENCED = `${TWO}+lock=zookeeper-fenced`;
export const CONSUL = `${TWO}+lock=consul`;
export const CONSUL_FENCED = `${TWO}+lock=consul-fenced`;

/** What the database does by itself: no distributed lock, and so it decides nothing. */
export const DATABASE: readonly { readonly topology: string; readonly name: Text }[] = [
  { topology: ROW, name: { en: "The database's transaction", ko: '데이터베이스 트랜잭션' } },
  { topology: UPDATE, name: { en: 'One conditional UPDATE', ko: '조건부 UPDATE 하나' } },
];

/** A distributed lock: an arm, its server, and how reports call it in a sentence. */
export interface LockArm {
  readonly topology: string;
  /** Id of the component. */
  readonly server: string;
  readonly name: string;
  readonly fenced: boolean;
}

const lock = (topology: string, server: string, name: string, fenced = false): LockArm => ({
  topology,
  server,
  name: fenced ? `${name} + fencing` : name,
  fenced,
});

export const LOCKS: readonly LockArm[] = [
  lock(REDIS, 'redis', 'Redis'),
  lock(REDIS_FENCED, 'redis', 'Redis', true),
  lock(ZOOKEEPER, 'zookeeper', 'ZooKeeper'),
  lock(ZOOKEEPER_FENCED, 'zookeeper', 'ZooKeeper', true),
  lock(CONSUL, 'consul', 'Consul'),
  lock(CONSUL_FENCED, 'consul', 'Consul', true),
];

export const lockOf = (topology: string): LockArm | undefined =>
  LOCKS.find((each) => each.topology === topology);
