import { FACTS, sendExport } from '../components/collector/server.ts';
import { isClear, shownUrl } from '../components/urls.ts';

const SEND_MS = 5_000;

/**
 * Passes exports on to the collector that the user has named, as they come. What it does not take is said once, and is no reason to do
 * without the lab's own spans.
 *
 * @param note one line at a time, for the user
 * @returns undefined where no collector is named
 */
export function toNamedCollector(
  env: NodeJS.ProcessEnv,
  note: (line: string) => void,
): ((body: string) => void) | undefined {
  const { urlVariable } = FACTS;
  const url = env[urlVariable];
  if (!url) return undefined;
  const place = `${urlVariable} (${shownUrl(url)})`;
  if (!isClear(url, 'http')) {
    note(`The spans are not passed on: ${place} is not a URL like ${FACTS.exampleUrl}`);
    return undefined;
  }
  note(`Spans are passed on to ${place}`);
  let isSaid = false;
  const failed = (why: string) => {
    if (!isSaid) note(`Spans could not be passed on to ${place}: ${why}`);
    isSaid = true;
  };
  return (body) =>
    void sendExport(url, body, SEND_MS).then(
      ({ status }) => {
        if (status !== 200) failed(`it answers ${status}`);
      },
      (error: unknown) => failed(error instanceof Error ? error.message : String(error)),
    );
}
