import { Registry } from '../registry/registry.ts';
import { collector } from './collector/collector.ts';
import type { ComponentKind } from './component.ts';
import { consul } from './consul/consul.ts';
import { kafka } from './kafka/kafka.ts';
import { memcached } from './memcached/memcached.ts';
import { rabbitmq } from './rabbitmq/rabbitmq.ts';
import { redis } from './redis/redis.ts';
import { zookeeper } from './zookeeper/zookeeper.ts';

/** Every component that topologies may need. */
export const COMPONENTS = new Registry<ComponentKind>({ en: 'component', ko: '구성 요소' }, [
  rabbitmq,
  redis,
  collector,
  zookeeper,
  consul,
  memcached,
  kafka,
]);

/** Those of these components that can use no more than one CPU at a time, see `ComponentKind.serial`. */
export const serialAmong = (ids: readonly string[]): string[] =>
  ids.filter((id) => COMPONENTS.get(id).serial);
