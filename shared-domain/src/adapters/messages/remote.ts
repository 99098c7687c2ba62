import { DependencyFailure, type DependencyFailureKind } from '../../kernel/dependency-failure.ts';
import type { Handlers } from './request.ts';

/** What a context's remote client needs of the transport. */
export interface Rpc {
  /**
   * Asks `context` for `method`, and resolves to its result.
   *
   * @throws DependencyFailure `timeout` when the outcome is unknown, `failed` when the handler threw, `unavailable` when
   * the request was not delivered, or when what the handler depends on was unavailable to it.
   */
  call(context: string, method: string, payload: unknown): Promise<unknown>;
}

/** Which operation a call asks for, and of which context. */
export interface Operation {
  readonly context: string;
  readonly method: string;
  /** `<context>.<method>`. */
  readonly pattern: string;
}

export const callFailed = ({ context, pattern }: Operation, kind: DependencyFailureKind, detail: string) =>
  new DependencyFailure(context, kind, `${pattern}: ${detail}`);

/**
 * The client of a context that is reached by messages: same interface, each method a call.
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
