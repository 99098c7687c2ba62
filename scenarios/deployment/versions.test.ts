import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gitApply } from '@lab/lab/experiments/probe/git-apply';
import { PROJECT_ROOT } from '@lab/lab/host/project-root';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { VERSIONS } from './stages.ts';

const { signal } = new AbortController();
const HERE = join(PROJECT_ROOT, 'scenarios/deployment');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'versions-'));
});
afterEach(() => rm(folder, { recursive: true }));

it.each(VERSIONS)('the patches of $id fit the sources of today, and add no file', async ({ patches }) => {
  for (const patch of patches) {
    const path = join(HERE, patch);
    const files = [...(await readFile(path, 'utf8')).matchAll(/^\+\+\+ b\/(.+)$/gm)].map(
      ([, file = '']) => file,
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files.filter((each) => !existsSync(join(folder, each)))) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await cp(join(PROJECT_ROOT, file), join(folder, file));
    }
    const { fits, said } = await gitApply(folder, [path], signal);
    expect(fits, said).toBe(true);
  }
});
