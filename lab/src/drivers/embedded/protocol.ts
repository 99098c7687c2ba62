import type { Load, LoadResult } from '../driver.ts';

/** Messages between the lab and the process of the embedded driver. */
export type ToDriver = { readonly type: 'load'; readonly load: Load } | { readonly type: 'go-on' };

export type FromDriver =
  /** The load waits for `go-on`. */
  | { readonly type: 'boundary'; readonly at: Boundary }
  | { readonly type: 'done'; readonly result: LoadResult }
  | { readonly type: 'failed'; readonly message: string };

export type Boundary =
  | { readonly kind: 'warmed-up' }
  | { readonly kind: 'phase-starts' | 'phase-ended'; readonly phase: string };
