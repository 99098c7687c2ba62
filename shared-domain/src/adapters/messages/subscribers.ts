import type { DeadLetters, DomainEvent } from '../../kernel/events.ts';
import { NOTIFICATIONS_EVENTS } from '../../notifications/notifications.ts';
import { ACCEPTED_ORDERS } from '../../orders/orders.ts';
import { RECOMMENDATIONS_EVENTS } from '../../recommendations/recommendations.ts';
import { REPLICA_EVENTS } from '../../replicas/replicas.ts';
import {
  CACHE_EVENTS,
  CACHE_SUBSCRIBER,
  type CacheSettings,
  hearsOfChanges,
} from '../cache/cache-settings.ts';
import type { EventTransport } from './transport.ts';

/** By subscriber, what it hears of. */
export type Subscribers = Readonly<Record<string, readonly DomainEvent['type'][]>>;

/** Whether readers keep replicas of what they read, or ask for it each time. */
export const REPLICAS = ['none', 'local'] as const;
export type Replicas = (typeof REPLICAS)[number];

/**
 * Who hears what: a publisher sees to it that each of them gets its events, also one that has never been started, and a subscriber subscribes
 * to what stands here.
 */
const SUBSCRIBERS = {
  notifications: NOTIFICATIONS_EVENTS,
  recommendations: RECOMMENDATIONS_EVENTS,
} as const satisfies Subscribers;

/** What of a deployment says who hears what. */
export interface HearingSettings extends Pick<CacheSettings, 'CACHE' | 'CACHE_INVALIDATION'> {
  readonly REPLICAS: Replicas;
  readonly ORDERS: 'answered' | 'accepted';
}

/** Those of a deployment. */
export const subscribersWith = (settings: HearingSettings): Subscribers => ({
  ...SUBSCRIBERS,
  ...(settings.REPLICAS === 'local' && REPLICA_EVENTS),
  ...(hearsOfChanges(settings) && { [CACHE_SUBSCRIBER]: CACHE_EVENTS }),
  ...(settings.ORDERS === 'accepted' && { [ACCEPTED_ORDERS.subscriber]: ACCEPTED_ORDERS.types }),
});

/** Which service a subscriber is part of that is not named after it. */
const PART_OF: Readonly<Record<string, string>> = {
  [CACHE_SUBSCRIBER]: 'gateway',
  [ACCEPTED_ORDERS.subscriber]: 'orders',
};

/** The names of all subscribers that a service is, in a deployment. */
export const subscribersOf = (service: string, settings: HearingSettings): readonly string[] =>
  Object.keys(subscribersWith(settings)).filter((name) => (PART_OF[name] ?? name) === service);

/** What could not be applied of the events of several subscribers. */
export function deadLettersOf(
  subscribers: readonly string[],
  events: Pick<EventTransport, 'deadLetters'>,
): DeadLetters {
  const sum = async (manyOf: (letters: DeadLetters) => Promise<number>) => {
    let many = 0;
    for (const name of subscribers) many += await manyOf(events.deadLetters(name));
    return many;
  };
  return {
    count: () => sum((letters) => letters.count()),
    redrive: () => sum((letters) => letters.redrive()),
  };
}

/** The events of which a service makes more than a replica; undefined for one of which no publisher knows. */
export const typesFor = (subscriber: string): readonly DomainEvent['type'][] | undefined =>
  (SUBSCRIBERS as Subscribers)[subscriber];
