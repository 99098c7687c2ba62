import { handlersOf, type Operation } from './messages/remote.ts';
import type { Handler } from './messages/request.ts';

/**
 * Goes around one operation of a context: makes of its handler the one that callers meet. That one gets the payload, and may
 * wait, refuse, answer by itself, or stop waiting for `next`.
 *
 * It is made once for each operation, not at each call: what goes around a call costs a function call and no more.
 */
export type Interceptor = (operation: Operation, next: Handler) => Handler;

/** What callers of a context get in its place: the same interface, with the deployment's interceptors around each method. */
export type Offer = <T extends object>(
  name: string,
  context: T,
  methods: readonly (keyof NoInfer<T> & string)[],
) => T;

/** How a deployment offers its contexts. @param interceptors the outermost first */
export const offerWith =
  (...interceptors: readonly Interceptor[]): Offer =>
  <T extends object>(name: string, context: T, methods: readonly (keyof T & string)[]) => {
    const around = Object.entries(handlersOf(context, methods)).map(([method, handler]) => {
      const operation: Operation = { context: name, method, pattern: `${name}.${method}` };
      return [method, interceptors.reduceRight((next, interceptor) => interceptor(operation, next), handler)];
    });
    return Object.fromEntries(around) as T;
  };
