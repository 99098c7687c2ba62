import type { Faults } from '@lab/shared-domain/adapters/faults/fault-injection';
import type { FactoryProvider } from '@nestjs/common';
import { CALLS } from './tokens.ts';

/** How contexts are reached, by the edge and by each other. */
export interface Calls {
  /** What callers of a context get in its place. */
  to<T extends object>(name: string, context: T, methods: readonly (keyof T & string)[]): T;
}

/** The context itself: a call is a function call. */
export const directCalls: Calls = { to: (_name, context) => context };

/** Contexts that can be made to fail, reached in the way of `calls`. */
export const faultyCalls = (calls: Calls, faults: Faults): Calls => ({
  to: (name, context, methods) => calls.to(name, faults.around(name, context, methods), methods),
});

/** A context as a Nest provider: a class that injects it reaches it in the way of this deployment. */
export function contextProvider<T extends object>(
  name: string,
  methods: readonly NoInfer<keyof T & string>[],
  { provide, inject = [], useFactory }: FactoryProvider<T>,
): FactoryProvider<T> {
  return {
    provide,
    inject: [CALLS, ...inject],
    useFactory: async (calls: Calls, ...parts: unknown[]) =>
      calls.to<T>(name, await useFactory(...parts), methods),
  };
}
