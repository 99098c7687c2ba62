import { handlersOf } from './messages/remote.ts';

/** Goes around a call. It may wait before the call, refuse it, or stop waiting for it. */
export type Interceptor = (method: string, call: () => Promise<unknown>) => Promise<unknown>;

/** A context with something around each of its methods. */
export function intercepted<T extends object>(
  context: T,
  methods: readonly (keyof T & string)[],
  interceptor: Interceptor,
): T {
  const around = Object.entries(handlersOf(context, methods)).map(([method, handler]) => [
    method,
    (payload: unknown) => interceptor(method, () => handler(payload)),
  ]);
  return Object.fromEntries(around) as T;
}
