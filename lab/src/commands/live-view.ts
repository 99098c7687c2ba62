import { join, relative } from 'node:path';
import { PROJECT_ROOT } from '../host/project-root.ts';
import type { Tell } from '../live/events.ts';
import { Feed } from '../live/feed.ts';
import { openPage } from '../live/open-page.ts';
import { serveLive } from '../live/server.ts';
import { UsageError } from '../registry/usage-error.ts';
import type { RunOutcome } from '../run/conclude.ts';
import { onError } from '../terminal/colours.ts';

/** For pages to fetch the report, once the run is over: they hang up when they have it. */
const GRACE_MS = 5_000;

/** The page of a run that goes on. */
export interface LiveView {
  readonly tell: Tell;
  /**
   * Tells what has come of the run, waits until the pages have it, and closes the server. Safe to call twice: the first call counts.
   *
   * @param outcome undefined where nothing was measured
   */
  end(outcome: RunOutcome | undefined, interrupted: boolean): Promise<void>;
}

/**
 * Serves the page, tells its address, and opens it for a user who sits in front of the terminal.
 *
 * @throws {UsageError} when the port is none, or taken
 */
export async function openLiveView(asked: {
  readonly port?: string;
  readonly open: boolean;
}): Promise<LiveView> {
  const feed = new Feed();
  let report: string | undefined;
  const server = await serveLive({ feed, port: parsePort(asked.port), report: () => report });
  // Also with --quiet: without its address it would be there for nobody.
  process.stderr.write(`Live view: ${onError.bold(server.url)}\n`);
  if (asked.open && process.stderr.isTTY) openPage(server.url);
  let ending: Promise<void> | undefined;
  return {
    tell: feed.tell,
    end: (outcome, interrupted) => {
      ending ??= (async () => {
        report = outcome && join(outcome.folder, 'report.html');
        feed.tell({
          type: 'over',
          outcome: outcomeOf(outcome, interrupted),
          report: report === undefined ? null : relative(PROJECT_ROOT, report),
        });
        await server.end(GRACE_MS);
      })();
      return ending;
    },
  };
}

function outcomeOf(outcome: RunOutcome | undefined, interrupted: boolean) {
  if (interrupted || outcome?.manifest.status === 'interrupted') return 'interrupted';
  return outcome?.comparison.valid ? 'finished' : 'failed';
}

/** 0, for a free one, where none is asked for. @throws {UsageError} */
export function parsePort(given: string | undefined): number {
  if (!given) return 0;
  const port = Number(given);
  if (/^\d+$/.test(given) && port >= 1 && port <= 65_535) return port;
  throw new UsageError({
    en: `--port ${given} is not valid: a whole number from 1 to 65535.`,
    ko: `--port ${given}: 쓸 수 없는 값이다. 1에서 65535 사이의 정수여야 한다.`,
  });
}
