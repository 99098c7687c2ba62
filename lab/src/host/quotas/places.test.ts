import { expect, test } from 'vitest';
import { placesOf, treesOf } from './places.ts';

const V1 = `23 1 254:0 / / rw,relatime - ext4 /dev/root rw
32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct
34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset`;

const V2 = '35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate';

test('v1: the own group in the tree of the cpu controller, not in that of cpuset', () => {
  expect(placesOf(V1, '3:cpuset:/other\n1:cpu:/\n0::/\n')).toEqual([
    { version: 1, dir: '/sys/fs/cgroup/cpu' },
  ]);
  expect(placesOf(V1, '4:cpu,cpuacct:/user.slice\n')).toEqual([
    { version: 1, dir: '/sys/fs/cgroup/cpu/user.slice' },
  ]);
});

test('v1: a controller that shares its mount with another', () => {
  const both = '32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct';
  expect(placesOf(both, '4:cpu,cpuacct:/a/b')).toEqual([
    { version: 1, dir: '/sys/fs/cgroup/cpu,cpuacct/a/b' },
  ]);
});

test('v2: the own group, then those above it', () => {
  const own = '/user.slice/user-1000.slice/session.scope';
  expect(placesOf(V2, `0::${own}\n`).map(({ dir }) => dir)).toEqual([
    '/sys/fs/cgroup/user.slice/user-1000.slice/session.scope',
    '/sys/fs/cgroup/user.slice/user-1000.slice',
    '/sys/fs/cgroup/user.slice',
    '/sys/fs/cgroup',
  ]);
});

test('a container sees a part of the tree', () => {
  const mounted = '35 24 0:30 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu';
  expect(placesOf(mounted, '2:cpu:/docker/abc/inner')).toEqual([
    { version: 1, dir: '/sys/fs/cgroup/cpu/inner' },
  ]);
  expect(placesOf(mounted, '2:cpu:/docker/abc')).toEqual([{ version: 1, dir: '/sys/fs/cgroup/cpu' }]);
  expect(placesOf(mounted, '2:cpu:/docker/abcdef')).toEqual([{ version: 1, dir: '/sys/fs/cgroup/cpu' }]);
});

test('a path with a space', () => {
  const mounted = '35 24 0:30 / /mnt/control\\040groups rw - cgroup2 cgroup2 rw';
  expect(placesOf(mounted, '0::/')).toEqual([{ version: 2, dir: '/mnt/control groups' }]);
});

test('neither: no place, no tree', () => {
  expect(placesOf('', '')).toEqual([]);
  expect(treesOf('23 1 254:0 / / rw - ext4 /dev/root rw')).toEqual([]);
});

test('trees in which groups may have been left', () => {
  expect(treesOf(`${V1}\n${V2}`)).toEqual([
    { version: 1, dir: '/sys/fs/cgroup/cpu' },
    { version: 2, dir: '/sys/fs/cgroup' },
  ]);
});
