/** What writing says when nobody reads any more: the reader of a pipe has ended, the terminal was closed. */
const NOBODY_READS: readonly unknown[] = ['EPIPE', 'EIO', 'ENXIO'];

/**
 * Lets this process go on in silence when nobody reads its output any more, as in `lab list | head -1`: what it writes to files
 * does not depend on that.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!NOBODY_READS.includes(error.code)) throw error;
    });
}
