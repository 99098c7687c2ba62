import type { Acceptance } from '../kernel/acceptance.ts';
import type { Clock } from '../kernel/clock.ts';
import type { DomainEvent, EventPublisher, OrderAccepted, Subscription } from '../kernel/events.ts';
import type { Saga } from '../kernel/saga.ts';
import { ACCEPTED_ORDERS } from './orders.ts';
import { PLACE_ORDER } from './place-order.ts';

/** Orders are placed later, by the instance that hears of it. @param most so many may be open at once */
export const announcedOrders = (events: EventPublisher, clock: Clock, most: number): Acceptance => ({
  of: [PLACE_ORDER],
  most,
  announce: (orderId) =>
    events.publish({
      id: `order.accepted:${orderId}`,
      type: 'order.accepted',
      occurredAt: clock.now().toISOString(),
      data: { orderId },
    }),
});

/**
 * Carries accepted orders out: as many at once as the transport hands over before the first has ended. An order is taken up in the transaction that
 * notes the event. Should the process die then, the saga is taken over as any other.
 */
export const acceptedOrders = (saga: Pick<Saga, 'claim' | 'carryOut'>): Subscription => ({
  ...ACCEPTED_ORDERS,
  apply: (event) => saga.claim(PLACE_ORDER, orderOf(event)),
  after: (event) => saga.carryOut(PLACE_ORDER, orderOf(event)),
});

/** A subscriber gets no other events than it has asked for. */
const orderOf = (event: DomainEvent): string => (event as OrderAccepted).data.orderId;
