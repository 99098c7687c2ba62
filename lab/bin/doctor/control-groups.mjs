// @ts-check
import { constants, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allows } from './programs.mjs';

/** @typedef {import('./finding.mjs').Finding} Finding */

/**
 * Whether this user may write where control groups that limit CPU time are made. Only making one shows that it works, which
 * takes the lab's own code: see `lab/src/doctor`.
 *
 * @returns {Finding}
 */
export function examineQuotas() {
  const place = cpuGroups().find((folder) => allows(folder, constants.W_OK));
  return {
    id: 'cpu-quotas',
    name: 'CPU quotas',
    state: place ? 'found' : 'missing',
    found: place
      ? `${place} may be written`
      : process.platform === 'linux'
        ? 'this user may make no control group here'
        : 'only Linux has them',
    enables: 'Gives each instance the same share of a CPU, whatever others do.',
    remedy:
      'run as root, or in a control group delegated to you (systemd-run --user --scope -p Delegate=yes …), on Linux',
  };
}

/**
 * Folders of control groups with the `cpu` controller that this process belongs to, and of those above them: proc_pid_mountinfo(5),
 * cgroups(7).
 *
 * @returns {string[]}
 */
function cpuGroups() {
  const membership = lines('/proc/self/cgroup').map((line) => line.split(':'));
  return lines('/proc/self/mountinfo').flatMap((line) => {
    const [place = '', filesystem = ''] = line.split(' - ');
    const point = place.split(' ')[4] ?? '';
    const [type, , options = ''] = filesystem.split(' ');
    if (type === 'cgroup' && options.split(',').includes('cpu')) {
      const own =
        membership.find(([, controllers = '']) => controllers.split(',').includes('cpu'))?.[2] ?? '/';
      return allows(join(point, own)) ? [join(point, own)] : [point];
    }
    if (type !== 'cgroup2') return [];
    const own = membership.find(([number]) => number === '0')?.[2] ?? '/';
    return upTo(point, join(point, own)).filter((folder) =>
      lines(join(folder, 'cgroup.controllers')).join(' ').split(' ').includes('cpu'),
    );
  });
}

/** @param {string} top @param {string} folder @returns {string[]} */
const upTo = (top, folder) =>
  folder === top || !folder.startsWith(top) || dirname(folder) === folder
    ? [top]
    : [folder, ...upTo(top, dirname(folder))];

/** @param {string} path @returns {string[]} none of a file that cannot be read */
function lines(path) {
  try {
    return readFileSync(path, 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}
