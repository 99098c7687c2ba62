import { expect, it } from 'vitest';
import { openerOf } from './open-page.ts';

it.each([
  ['darwin', {}, 'open'],
  ['linux', { DISPLAY: ':0' }, 'xdg-open'],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, 'xdg-open'],
  ['linux', {}, undefined],
  ['linux', { DISPLAY: 'localhost:10', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, undefined],
  ['darwin', { CI: 'true' }, undefined],
  ['win32', {}, undefined],
] as const)('on %s with %j a page is opened by %s', (platform, env, opener) => {
  expect(openerOf(platform, env)).toBe(opener);
});
