/**
 * Everything an HTTP client may notice of *how* the shop is deployed. Whatever is not in this list must be the same in
 * every deployment; the suite and the comparison of transcripts ask here and nowhere else.
 */
export const ALLOWED_DIFFERENCES = {
  'order-still-pending': {
    what: 'POST /orders may answer 202 with Location and the pending order',
    why: 'a saga goes on after its caller has stopped waiting; a local transaction has ended when it answers',
  },
  'server-timing-entries': {
    what: 'the names and durations in Server-Timing',
    why: 'the header shows where the time went, and only a distributed deployment waits for calls to other services',
  },
  'metrics-of-processes': {
    what: 'which series /metrics holds besides the histogram of requests',
    why: 'process metrics describe a process, and the deployments have different processes',
  },
} as const satisfies Record<string, { readonly what: string; readonly why: string }>;

export type AllowedDifference = keyof typeof ALLOWED_DIFFERENCES;
