/** How long callers wait for an answer before they give up, in ms. */
export interface CallTimeouts {
  /** A request to the edge is answered within this time, if only with a problem or with 202. */
  readonly requestMs: number;
  /** The longest a service waits for another one, within its caller's own deadline. */
  readonly callMs: number;
  /** The longest a page waits for a part that it can do without, within the request's own deadline. */
  readonly optionalPartMs: number;
}

export const USUAL_TIMEOUTS: CallTimeouts = { requestMs: 5_000, callMs: 3_000, optionalPartMs: 500 };

/** Longer than any experiment lasts. */
const FAR_AWAY_MS = 600_000;

/** Without timeouts, callers have the patience of ten minutes, which in an experiment is for ever. */
export const callTimeouts = (settings: { readonly CALL_TIMEOUTS: 'on' | 'off' }): CallTimeouts =>
  settings.CALL_TIMEOUTS === 'on'
    ? USUAL_TIMEOUTS
    : { requestMs: FAR_AWAY_MS, callMs: FAR_AWAY_MS, optionalPartMs: FAR_AWAY_MS };
