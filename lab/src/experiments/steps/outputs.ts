import { constants } from 'node:fs';
import { copyFile, cp, lstat, mkdir, readdir, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where a package's compiled files are, relative to the package. */
const DIST = 'dist';

/** What the compiler had written of a code base when it was prepared, so that any later state can be taken back to it. */
export class KeptOutputs {
  readonly #times: ReadonlyMap<string, number>;

  private constructor(
    private readonly root: string,
    private readonly kept: string,
    private readonly packages: readonly string[],
    times: ReadonlyMap<string, number>,
  ) {
    this.#times = times;
  }

  /**
   * Copies what is there now.
   *
   * @param root of the code base
   * @param kept folder for the copies; made here
   * @param packages folders of the packages, relative to the root
   */
  static async keep(root: string, kept: string, packages: readonly string[]): Promise<KeptOutputs> {
    for (const folder of packages) {
      const from = join(root, folder, DIST);
      await cp(from, join(kept, folder, DIST), {
        recursive: true,
        preserveTimestamps: true,
        mode: constants.COPYFILE_FICLONE,
      });
    }
    return new KeptOutputs(root, kept, packages, await timesOf(root, packages));
  }

  /** Removes all of it, as for a first build. */
  async removeAll(): Promise<void> {
    for (const folder of this.packages)
      await rm(join(this.root, folder, DIST), { recursive: true, force: true });
  }

  /** Takes everything back to what was kept, times of change included: the compiler goes by them. */
  async restore(): Promise<void> {
    const now = await timesOf(this.root, this.packages);
    const added = [...now.keys()].filter((path) => !this.#times.has(path));
    await Promise.all(added.map((path) => rm(join(this.root, path), { force: true })));
    const changed = [...this.#times].filter(([path, time]) => now.get(path) !== time);
    for (const folder of new Set(changed.map(([path]) => dirname(path)))) {
      await mkdir(join(this.root, folder), { recursive: true });
    }
    await Promise.all(changed.map(([path, time]) => this.#restoreOne(path, time)));
  }

  async #restoreOne(path: string, time: number): Promise<void> {
    const to = join(this.root, path);
    await copyFile(join(this.kept, path), to, constants.COPYFILE_FICLONE);
    await utimes(to, time / 1000, time / 1000);
  }
}

/** When each output was changed, in whole milliseconds: what can be set again exactly. */
async function timesOf(root: string, packages: readonly string[]): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const folder of packages) {
    const dist = join(folder, DIST);
    const entries = await readdir(join(root, dist), { recursive: true, withFileTypes: true }).catch(() => []);
    await Promise.all(
      entries
        .filter((entry) => entry.isFile())
        .map(async ({ parentPath, name }) => {
          const path = join(parentPath, name);
          times.set(path.slice(join(root, '/').length), Math.round((await lstat(path)).mtimeMs));
        }),
    );
  }
  return times;
}
