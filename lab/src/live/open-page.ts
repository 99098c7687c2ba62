import { spawn } from 'node:child_process';

/**
 * Opens an address in the user's browser, if there is a desktop; does nothing otherwise. Never throws: the address stands in the terminal.
 *
 * The shell in between ends at once, so that a browser that is started by this is no child of the lab: its CPU time counts as others'.
 */
export function openPage(url: string, env: NodeJS.ProcessEnv = process.env): void {
  const opener = openerOf(process.platform, env);
  if (opener === undefined) return;
  const command = `command -v ${opener} >/dev/null && ${opener} "$0" >/dev/null 2>&1 &`;
  spawn('/bin/sh', ['-c', command, url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

/** The program that opens addresses; undefined where no one sits in front of the machine. */
export function openerOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string | undefined {
  if (env.SSH_CONNECTION || env.CI) return undefined;
  if (platform === 'darwin') return 'open';
  return platform === 'linux' && (env.DISPLAY || env.WAYLAND_DISPLAY) ? 'xdg-open' : undefined;
}
