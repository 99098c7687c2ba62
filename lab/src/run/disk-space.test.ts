import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MB, spaceAt } from '../host/disk.ts';
import { DiskWatch, NoSpace, requireSpace } from './disk-space.ts';

const needs = [
  { folder: '/results', what: 'files', bytes: 100 * MB },
  { folder: '/scratch', what: 'databases', bytes: 300 * MB },
];
const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

describe('requireSpace', () => {
  const disks = (results: number, scratch: number, devices: [number, number]) => (folder: string) =>
    folder === '/results'
      ? { device: devices[0], free: results * MB }
      : { device: devices[1], free: scratch * MB };

  it('is content with enough, on one disk or on two', () => {
    requireSpace(needs, disks(164, 364, [1, 2]));
    requireSpace(needs, disks(464, 464, [1, 1]));
  });

  it('names the folder, what is free, and what is needed for what', () => {
    expect(() => requireSpace(needs, disks(1_000, 40.9, [1, 2]))).toThrow(
      'Too little space in /scratch: 40 MB are free, 364 MB are needed (300 MB for databases, 64 MB that stay free).',
    );
  });

  it('adds up what lies on one disk', () => {
    expect(() => requireSpace(needs, disks(463, 463, [1, 1]))).toThrow(
      /in \/results and \/scratch: 463 MB are free, 464 MB are needed/,
    );
  });

  it('looks at the disk on which a folder is going to be', () => {
    expect(spaceAt('/proc/self/no/such/folder').device).toBe(spaceAt('/proc/self').device);
    expect(spaceAt(import.meta.dirname).free).toBeGreaterThan(0);
  });
});

describe('DiskWatch', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('calls off when a disk is about to be full, and names its folder', () => {
    const free: Record<string, number> = { '/results': 500, '/scratch': 500 };
    const watch = new DiskWatch(['/results', '/scratch'], (folder) => (free[folder] ?? 0) * MB);
    vi.advanceTimersByTime(10_000);
    expect(watch.signal.aborted).toBe(false);
    free['/scratch'] = 63;
    vi.advanceTimersByTime(1_000);
    expect(watch.signal.reason).toBeInstanceOf(NoSpace);
    expect(watch.signal.reason.message).toMatch(/^No space left in \/scratch: 63 MB are free. A broker/);
    watch.stop();
  });

  it('finds a full disk behind an error, and leaves other errors alone', () => {
    const watch = new DiskWatch(['/results'], () => 500 * MB);
    const other = new Error('something else');
    expect(watch.explain(other)).toBe(other);
    expect(watch.signal.aborted).toBe(false);
    expect(watch.explain(full)).toMatchObject({
      message: 'No space left in /results (ENOSPC: no space left on device, write).',
    });
    expect(watch.signal.aborted).toBe(true);
    watch.stop();
  });
});
