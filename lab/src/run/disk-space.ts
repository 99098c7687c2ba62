import { type DiskSpace, isDiskFull, MB, megabytes, spaceAt } from '../host/disk.ts';

/** RabbitMQ accepts no messages on a disk with less than 50 MB left; what is measured is written down besides. */
const LEAST_FREE = 64 * MB;
const LOOK_EVERY_MS = 1_000;

/** What is going to be written to a folder. */
export interface SpaceNeed {
  readonly folder: string;
  /** What takes the space, in a reader's words. */
  readonly what: string;
  readonly bytes: number;
}

/** There is too little space, or none left; the message names the folder. */
export class NoSpace extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NoSpace';
  }
}

/**
 * Refuses what would fill a disk. Folders on one file system share its space.
 *
 * @throws {NoSpace} with the folders, what is free and what is needed
 */
export function requireSpace(
  needs: readonly SpaceNeed[],
  look: (folder: string) => DiskSpace = spaceAt,
): void {
  const found = needs.map((need) => ({ ...need, ...look(need.folder) }));
  for (const { device, free } of found) {
    const here = found.filter((each) => each.device === device);
    const needed = here.reduce((sum, { bytes }) => sum + bytes, LEAST_FREE);
    if (free >= needed) continue;
    const folders = [...new Set(here.map(({ folder }) => folder))].join(' and ');
    const parts = here.map(({ what, bytes }) => `${megabytes(bytes)} for ${what}`);
    throw new NoSpace(
      `Too little space in ${folders}: ${megabytes(free)} are free, ${megabytes(needed)} are needed (${[...parts, `${megabytes(LEAST_FREE)} that stay free`].join(', ')}).`,
    );
  }
}

/** Looks at folders' disks while something is measured, and calls it off when one is about to be full. */
export class DiskWatch {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly folders: readonly string[],
    private readonly freeAt: (folder: string) => number = (folder) => spaceAt(folder).free,
  ) {
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  /** Aborted with a {@link NoSpace}. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The same error, or the one that tells which disk is full when that is what is behind it. */
  explain(error: unknown): unknown {
    this.#look();
    if (isDiskFull(error) && !this.signal.aborted)
      this.#controller.abort(
        new NoSpace(`No space left in ${this.folders.join(' or ')} (${(error as Error).message}).`),
      );
    return this.signal.aborted ? this.signal.reason : error;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const folder of this.folders) {
      const free = this.freeAt(folder);
      if (free >= LEAST_FREE || this.signal.aborted) continue;
      this.#controller.abort(
        new NoSpace(
          `No space left in ${folder}: ${megabytes(free)} are free. A broker accepts no messages there any more, and databases and results cannot be written.`,
        ),
      );
    }
  }
}
