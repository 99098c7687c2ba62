import { readEvent, writeEvent } from '@lab/shared-domain/adapters/messages/event';
import { correlationIdOf } from '@lab/shared-domain/adapters/messages/message';
import { currentCall, inCall } from '@lab/shared-domain/kernel/call-context';
import type { Subscription } from '@lab/shared-domain/kernel/events';
import { LocalEvents } from '@lab/shared-domain/kernel/local-events';

/** Events within one process. Every subscriber reads its own copy, as from a queue. */
export class SerializedEvents extends LocalEvents {
  override subscribe(subscription: Subscription): void {
    super.subscribe({ ...subscription, apply: (event) => deliver(writeEvent(event), subscription) });
  }
}

/** @throws Error when the event cannot be read. */
function deliver(message: ReturnType<typeof writeEvent>, { types, apply }: Subscription): Promise<void> {
  const read = readEvent(message, types);
  if (!read.ok) throw new Error(`an event cannot be read: ${read.reason}`);
  const correlationId = correlationIdOf(message, () => read.event.id);
  return inCall({ correlationId, span: currentCall()?.span }, () => apply(read.event));
}
