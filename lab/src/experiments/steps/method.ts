import { html } from '../../charts/html.ts';
import type { MethodText } from '../kind.ts';

/** How a run of this kind was measured. */
export const method = (): MethodText => ({
  trial: html`makes one change after the other in copies of the code of several sizes: one package with all contexts for the monolith, one for each service. After each it type-checks and compiles what is out of date, runs the tests that the
change concerns, starts what runs the changed code, and takes the change back. The arms take turns, change by change. A step in which the change did not show makes the trial invalid.
The counts are what the tools report of the timed commands. What they are held against was counted once, untimed, when the code was prepared: the files of a first build, and the tests that <code>vitest list</code> names.
A tool looks for what to do in the time that it needs to find it out, its own start not counted. Of vitest a reporter takes it in the timed run, from ready until the tests are chosen. Of <code>tsc -b</code> it is what the same command tells of itself, run once more and untimed, when all is up to date.`,
  turns: null,
  load: null,
  use: html`<p><strong>CPU time</strong> is that of the tools and of every process that they start, and of the processes that are started anew until they are ready. The broker runs all the time and is not included.</p>`,
});
