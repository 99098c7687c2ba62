/** A folder of the cgroup tree that decides about CPU time, under which groups might be made. */
export interface Place {
  readonly version: 1 | 2;
  readonly dir: string;
}

interface Mount {
  /** The part of the tree that is mounted. */
  readonly root: string;
  readonly point: string;
  readonly type: string;
  readonly options: readonly string[];
}

/**
 * Where this process could make groups of its own, the nearest to its own group first.
 *
 * - v1: its own group in the tree of the `cpu` controller, wherever that is mounted.
 * - v2: its own group and all above it: a group that holds processes cannot divide CPU time among groups below it ("no
 *   internal processes", kernel documentation, Control Group v2), so the right one is usually further up.
 *
 * @param mountinfo `/proc/self/mountinfo` (proc_pid_mountinfo(5))
 * @param membership `/proc/self/cgroup` (cgroups(7))
 */
export function placesOf(mountinfo: string, membership: string): Place[] {
  const mounts = mountsOf(mountinfo);
  const groups = membership.split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    return path === undefined ? [] : [{ controllers: (controllers ?? '').split(','), path }];
  });
  const own = (controller: string) =>
    groups.find(({ controllers }) => controllers.includes(controller))?.path;
  const v2 = mounts
    .filter(({ type }) => type === 'cgroup2')
    .flatMap((mount) => upwards(mount, own('') ?? '/'))
    .map((dir): Place => ({ version: 2, dir }));
  const v1 = mounts
    .filter(({ type, options }) => type === 'cgroup' && options.includes('cpu'))
    .map((mount): Place => ({ version: 1, dir: folderOf(mount, own('cpu') ?? '/') }));
  return [...v2, ...v1];
}

/** Roots of the mounted trees in which groups may be. */
export function treesOf(mountinfo: string): Place[] {
  return mountsOf(mountinfo).flatMap(({ type, options, point }): Place[] => {
    if (type === 'cgroup2') return [{ version: 2, dir: point }];
    return type === 'cgroup' && options.includes('cpu') ? [{ version: 1, dir: point }] : [];
  });
}

/** `36 35 98:0 /root /point options [optional fields] - type source super-options` */
function mountsOf(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [place = '', filesystem = ''] = line.split(' - ');
    const [, , , root, point] = place.split(' ');
    const [type, , options] = filesystem.split(' ');
    if (!root || !point || !type) return [];
    return [{ root: unescaped(root), point: unescaped(point), type, options: options?.split(',') ?? [] }];
  });
}

/** A group's folder; the root of the mount for a group that lies outside of what is mounted, as in some containers. */
function folderOf({ root, point }: Mount, group: string): string {
  const prefix = root === '/' ? '' : root;
  const inside = group === prefix || group.startsWith(`${prefix}/`);
  const path = inside ? group.slice(prefix.length) : '';
  return path === '' || path === '/' ? point : `${point}${path}`;
}

function upwards(mount: Mount, group: string): string[] {
  const dirs = [folderOf(mount, group)];
  for (let dir = dirs[0] ?? ''; dir !== mount.point && dir.startsWith(`${mount.point}/`); ) {
    dir = dir.slice(0, dir.lastIndexOf('/'));
    dirs.push(dir);
  }
  return dirs;
}

/** Spaces and other special characters are octal escapes. */
const unescaped = (path: string): string =>
  path.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
