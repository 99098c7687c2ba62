/** A place in an answer where two deployments differ. */
interface Place {
  /** e.g. `POST /orders`. */
  readonly request: string;
  /** Of the deployment that is compared with the reference. */
  readonly status: number;
  /** e.g. `body.total.amount`. */
  readonly path: string;
}

interface Difference {
  readonly what: string;
  readonly why: string;
  covers(place: Place): boolean;
}

/**
 * Everything an HTTP client may notice of *how* the shop is deployed. Whatever is not in this list must be the same in
 * every deployment; the suite and the comparison of transcripts ask here and nowhere else.
 */
export const ALLOWED_DIFFERENCES = {
  'order-still-pending': {
    what: 'POST /orders may answer 202 with Location and the pending order',
    why: 'a saga goes on after its caller has stopped waiting, and an accepted order waits for its turn; a local transaction has ended when it answers',
    covers: ({ request, status }) => request === 'POST /orders' && status === 202,
  },
  'reads-lag-behind': {
    what: 'the price and the stock of a product, and the price of an order, may be those of some moments ago',
    why: 'readers keep replicas, and events take some milliseconds to reach them; a server of copies that is too busy to end one in time hears it from the event',
    covers: ({ request, path }) =>
      (/^GET \/products\/[^/]+$/.test(request) && /^body\.(available|price)\b/.test(path)) ||
      (request === 'POST /orders' && /^body\.(total|lines\.\d+\.unitPrice)\b/.test(path)),
  },
  'refuses-when-busy': {
    what: 'any request of the shop may be answered 503 `overloaded`, and is answered when it is sent again',
    why: 'a limit that follows latency lets in as many requests as can be answered in time; there is no such number without one',
    covers: ({ status }) => status === 503,
  },
  'names-of-processes': {
    what: 'the label `process` in /metrics',
    why: 'it tells the series of different processes apart, and the deployments have different processes',
    covers: ({ request, path }) => request === 'GET /metrics' && path.startsWith('body.processes.'),
  },
} as const satisfies Record<string, Difference>;

export type AllowedDifference = keyof typeof ALLOWED_DIFFERENCES;
