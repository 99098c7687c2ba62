import type { Interceptor } from '@lab/shared-domain/adapters/offer';
import { currentCall, inCall } from '@lab/shared-domain/kernel/call-context';
import { during } from '@lab/shared-domain/kernel/span';

/** Calls between contexts with a span of each, as calls by messages have them. Only a monolith that is traced has it around its contexts. */
export const tracedCalls: Interceptor =
  ({ pattern }, next) =>
  (payload) => {
    const call = currentCall();
    const span = call?.span?.part(pattern, 'internal');
    if (!call || !span) return next(payload);
    return during(span, () => inCall({ ...call, span }, () => next(payload)));
  };
