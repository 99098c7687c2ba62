import type { AllowedDifference } from './allowed-differences.ts';

/** A shop that answers HTTP. The suite knows nothing else of it. */
export interface RunningDeployment {
  /** Where clients send requests, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** What the deployment signs its tokens with, so that the suite can forge bad ones. */
  readonly jwtSecret: string;
  stop(): Promise<void>;
}

/** One way to compose the shop, filled with the seed data. */
export interface Deployment {
  start(): Promise<RunningDeployment>;
  /** The listed differences this deployment makes use of; none unless told. */
  readonly differences?: readonly AllowedDifference[];
}
