import { type Html, html } from '../charts/html.ts';
import type { RunFiles } from '../records/run-files.ts';
import type { TrialRecord } from '../records/trial.ts';

/** Sentences on method that several kinds of experiment share. */

/** The beginning of what a trial does that puts load on a fresh system. */
export const freshAndWarmedUp = ({ manifest }: Pick<RunFiles, 'manifest'>, each = ''): Html =>
  html`starts new processes on a fresh copy of the seeded data, warms up at ${manifest.warmUp.perSecond} requests a second${each}`;

export const OPEN_LOAD = html`<p><strong>Load is open:</strong> requests start on a fixed schedule whether or not earlier ones have been answered, and response time counts from the moment the schedule wanted the request to start. A server
that stalls cannot hide the queue that it causes.</p>`;

export const USE_OF_ARMS = html`<p><strong>CPU time and memory</strong> are those of every process of an arm, its broker included and the load driver not.</p>`;

/** Whether trials tell what was used while they were under load. */
export const tellsUse = (trials: readonly Pick<TrialRecord, 'resources'>[]): boolean =>
  trials.some(({ resources }) => Object.keys(resources?.phases ?? {}).length > 0);
