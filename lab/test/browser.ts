import { type BrowserContext, chromium } from 'playwright-core';
import { findOnPath } from '../src/host/processes/executable.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const found = await Promise.all(
  ['chromium', 'chromium-browser', 'google-chrome'].map((name) => findOnPath(name)),
);
const browser = found.find((path) => path !== undefined);

/** Why no page can be opened on this machine; undefined where one can. */
export const browserMissing = browser ? undefined : 'no Chromium on PATH (apt-get install chromium)';

/**
 * A real browser without a window.
 *
 * @param profile folder for its files
 * @returns undefined where there is none, see {@link browserMissing}
 */
export async function openBrowser(profile: string): Promise<BrowserContext | undefined> {
  if (!browser) return undefined;
  return chromium.launchPersistentContext(profile, {
    executablePath: browser,
    headless: true,
    args: FLAGS,
  });
}
