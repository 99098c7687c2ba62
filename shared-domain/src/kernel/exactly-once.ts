import type { DomainEvent, Inbox, Subscription } from './events.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** From when the age of an event counts, epoch ms: when it happened. Undefined where that cannot be read. */
function datedAt({ occurredAt }: Pick<DomainEvent, 'occurredAt'>): number | undefined {
  const at = Date.parse(occurredAt);
  return Number.isNaN(at) ? undefined : at;
}

/**
 * Applies an event to a subscriber once, however often it is delivered: the effect and the record of the event's id
 * are one transaction. What comes `after` is the caller's to begin.
 *
 * @param revivedAt when an operator had it tried again, if one had, epoch ms: its age counts from then
 * @returns false when the event had been applied before. @throws TooOld when nobody can tell
 */
export function applyOnce(
  unitOfWork: UnitOfWork,
  inbox: Inbox,
  subscription: Subscription,
  event: DomainEvent,
  revivedAt?: number,
): Promise<boolean> {
  const { subscriber } = subscription;
  return unitOfWork.write(async () => {
    if (!(await inbox.firstTime(subscriber, event.id, revivedAt ?? datedAt(event)))) return false;
    await subscription.apply(event);
    return true;
  });
}
