import type { DomainEvent, Inbox, Subscription } from './events.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/**
 * Applies an event to a subscriber once, however often it is delivered: the effect and the record of the event's id
 * are one transaction. What comes `after` is the caller's to begin. @returns false when the event had been applied before.
 */
export function applyOnce(
  unitOfWork: UnitOfWork,
  inbox: Inbox,
  subscription: Subscription,
  event: DomainEvent,
): Promise<boolean> {
  return unitOfWork.write(async () => {
    if (!(await inbox.firstTime(subscription.subscriber, event.id))) return false;
    await subscription.apply(event);
    return true;
  });
}
