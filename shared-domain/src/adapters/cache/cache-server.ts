/** Where a cache has its server, for those that have one. */
export interface CacheServer {
  readonly url: string;
  /** Put before every key, so that shops can share a server. */
  readonly prefix: string;
  /** Told of a server that is out of reach. */
  readonly onTrouble: (error: unknown) => void;
}
