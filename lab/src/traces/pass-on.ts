import { FACTS, sendExport } from '../components/collector/server.ts';
import { isClear, shownUrl } from '../components/urls.ts';
import type { Text } from '../scenario/scenario.ts';

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
  note: (line: Text) => void,
): ((body: string) => void) | undefined {
  const { urlVariable } = FACTS;
  const url = env[urlVariable];
  if (!url) return undefined;
  const place = `${urlVariable} (${shownUrl(url)})`;
  if (!isClear(url, 'http')) {
    note({
      en: `The spans are not passed on: ${place} is not a URL like ${FACTS.exampleUrl}`,
      ko: `스팬을 전달하지 않는다: ${place} 값이 ${FACTS.exampleUrl} 같은 URL이 아니다`,
    });
    return undefined;
  }
  note({ en: `Spans are passed on to ${place}`, ko: `스팬을 전달한다: ${place}` });
  let isSaid = false;
  const failed = (why: string) => {
    if (!isSaid)
      note({
        en: `Spans could not be passed on to ${place}: ${why}`,
        ko: `스팬을 전달하지 못했다: ${place}: ${why}`,
      });
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
