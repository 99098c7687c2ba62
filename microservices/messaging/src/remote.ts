import type { Rpc } from './rpc-client.ts';
import type { Handlers } from './rpc-server.ts';

/**
 * The client of a context that lives in another process: same interface, each method a call.
 *
 *     const inventory = remote<Inventory>(rpc, 'inventory', INVENTORY_METHODS);
 */
export function remote<T extends object>(
  rpc: Rpc,
  context: string,
  methods: readonly (keyof T & string)[],
): T {
  const call = (method: string) => (payload: unknown) => rpc.call(context, method, payload);
  return Object.fromEntries(methods.map((method) => [method, call(method)])) as T;
}

/** The other end of {@link remote}: a context's methods as request handlers. */
export function handlersOf<T extends object>(context: T, methods: readonly (keyof T & string)[]): Handlers {
  const handle = (method: keyof T & string) => {
    const implementation = context[method] as (payload: unknown) => Promise<unknown>;
    return (payload: unknown) => implementation.call(context, payload);
  };
  return Object.fromEntries(methods.map((method) => [method, handle(method)]));
}
