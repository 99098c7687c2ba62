import type { TestContext } from 'vitest';

/** Skips a test that this machine cannot run. The reason goes to stderr, as reporters count skips but keep silent why. */
export function skipLoudly(context: TestContext, reason: string | undefined): void {
  if (reason === undefined) return;
  process.stderr.write(`SKIPPED: ${context.task.name}: ${reason}\n`);
  context.skip(reason);
}
