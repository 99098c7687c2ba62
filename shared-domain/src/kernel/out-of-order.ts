import type { Subscription } from './events.ts';

/**
 * Counts what a subscriber has applied after something that happened later. All events have to be of one publisher, whose clock tells when they
 * happened. An event that comes again after it was applied is not applied, and does not count. Nor does an attempt that fails.
 */
export function countingOrder(subscription: Subscription): {
  readonly subscription: Subscription;
  /** Since the start. */
  readonly counts: { readonly outOfOrder: number };
} {
  const counts = { outOfOrder: 0 };
  let latest = '';
  return {
    counts,
    subscription: {
      ...subscription,
      async apply(event) {
        await subscription.apply(event);
        // Both are ISO 8601 in UTC, so they sort as their times do.
        if (event.occurredAt < latest) counts.outOfOrder += 1;
        else latest = event.occurredAt;
      },
    },
  };
}
