import { statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

export const MB = 1024 * 1024;

/** A file system, as seen from a folder on it. */
export interface DiskSpace {
  /** The same for all folders of one file system. */
  readonly device: number;
  /** Bytes that this user may still write there. */
  readonly free: number;
}

/** @param folder need not be there yet: it will be made where the nearest one above it is */
export function spaceAt(folder: string): DiskSpace {
  for (let path = resolve(folder); ; path = dirname(path)) {
    try {
      const { bavail, bsize } = statfsSync(path);
      return { device: statSync(path).dev, free: bavail * bsize };
    } catch (error) {
      if (path === dirname(path)) throw error;
    }
  }
}

/** Whether it says that a disk, or the user's share of it, is full. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

/** e.g. `312 MB`; rounded down, so that nobody is told of space that is not there. */
export const megabytes = (bytes: number): string => `${Math.floor(bytes / MB)} MB`;
