import { z } from 'zod';

/** What `tsc -b --verbose --listEmittedFiles` says it has done. */
export function readBuild(output: string): { readonly built: string[]; readonly emitted: string[] } {
  const lines = output.split(/\r?\n/);
  const matches = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  return {
    built: matches(/ - Building project '(.+)\/tsconfig\.json'/),
    emitted: matches(/^TSFILE: (.+)$/).filter((path) => !path.endsWith('.tsbuildinfo')),
  };
}

/**
 * Milliseconds that `tsc -b --extendedDiagnostics` took, its own start not counted; undefined where it does not say so. Of a build in which
 * nothing is out of date they are what it takes to find that out.
 */
export function readTotalMs(output: string): number | undefined {
  const [, seconds] = /^Total time:\s+(\d+\.\d+)s\s*$/m.exec(output) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

/** The reporter's file in a code base, relative to its root. */
export const SEARCH_REPORTER_FILE = 'search-reporter.mjs';

/**
 * A reporter of vitest that takes the time of its search: from the moment when vitest is ready until it knows which tests to run. It sees both
 * in the run that is timed, and prints a line.
 */
export const SEARCH_REPORTER = `export default class {
  onInit() {
    this.ready = performance.now();
  }

  onTestRunStart() {
    console.log('vitest searched for ' + (performance.now() - this.ready).toFixed(1) + ' ms');
  }
}
`;

/** Milliseconds that vitest has searched for tests, as the reporter tells; undefined where it does not. */
export function readSearchMs(output: string): number | undefined {
  const [, ms] = /^vitest searched for (\d+\.\d) ms$/m.exec(output) ?? [];
  return ms === undefined ? undefined : Number(ms);
}

const listedSchema = z.array(z.object({ name: z.string(), file: z.string() }));

/** How many tests `vitest list --json` names, and in how many files. */
export function readListedTests(json: string): { readonly tests: number; readonly testFiles: number } {
  const listed = listedSchema.parse(JSON.parse(json));
  return { tests: listed.length, testFiles: new Set(listed.map(({ file }) => file)).size };
}
