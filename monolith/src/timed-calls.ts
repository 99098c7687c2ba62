import { callFailed } from '@lab/shared-domain/adapters/messages/remote';
import type { Interceptor } from '@lab/shared-domain/adapters/offer';
import { currentCall } from '@lab/shared-domain/kernel/call-context';
import { Deadlines } from '@lab/shared-domain/kernel/deadlines';

/**
 * Calls whose callers stop waiting when the deadline of their request has passed. A remote call ends so by itself. A call in
 * process would otherwise be waited for as long as it takes.
 *
 * A call inside a transaction that runs out of time fails it, so the transaction is rolled back. What the call itself still
 * does comes too late to be part of it.
 *
 * On the path of every call, hence one timer for all of them, and no `Promise.race`, which costs several promises more.
 */
export const timedCalls: Interceptor = (operation, next) => (payload) => {
  const deadline = currentCall()?.deadline;
  if (deadline === undefined) return next(payload);
  const left = deadline - Date.now();
  if (left <= 0)
    return Promise.reject(callFailed(operation, 'timeout', 'the deadline had passed before the call'));
  return new Promise((resolve, reject) => {
    const late = () => reject(callFailed(operation, 'timeout', `no answer within ${left} ms`));
    deadlines.watch(late, left);
    next(payload).then(
      (answer) => {
        deadlines.forget(late);
        resolve(answer);
      },
      (error: unknown) => {
        deadlines.forget(late);
        reject(error);
      },
    );
  });
};

const deadlines = new Deadlines<() => void>((late) => late());
