import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Guardian } from '../../host/processes/guardian.ts';
import { isAlive } from '../../host/processes/process-table.ts';
import { createScratch } from '../../host/processes/scratch.ts';
import type { ProfileId } from '../../scenario/profile.ts';
import { entriesOf } from '../../topologies/command-of.ts';
import type { Topology } from '../../topologies/topology.ts';
import { linkDependencies, TOOL_MS } from '../steps/code-base.ts';
import { runMetered } from '../steps/metered-command.ts';
import { SOURCES } from '../steps/shop-sources.ts';
import {
  packagesIn,
  readWorkingTree,
  type SourceTree,
  selectFiles,
  writeTree,
} from '../steps/source-tree.ts';
import { gitApply } from './git-apply.ts';

/** A version of the shop's programs: its sources with patches applied. */
export interface ProbeVersion {
  readonly id: string;
  /** Files of the scenario's folder, applied one after the other to the sources of today. */
  readonly patches: readonly string[];
  /** Folders of the programs that there are of it, e.g. `microservices/payments`. */
  readonly programs: readonly string[];
  /** Profiles that use it. */
  readonly profiles: readonly ProfileId[];
}

/** What versions are built for, and where. */
interface VersionsNeeded {
  readonly root: string;
  /** The scenario's, which the patches lie in. */
  readonly folder: string;
  readonly versions: readonly ProbeVersion[];
  readonly profile: ProfileId;
  readonly topologies: readonly Pick<Topology, 'processes'>[];
}

/** Programs that are built, by version and folder: absolute paths. */
export type BuiltVersions = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What makes programs of what the compiler wrote. It imports nothing but packages. */
const BUNDLER = ['scripts/bundle.mjs', 'scripts/program.js'];
/** Names of the files that a program is started from: with its body and with what V8 has made of it. */
const PROGRAM = /^program\.(?:js|body\.js|\d+\.code)$/;
/** Kept between runs, until nobody has used them for so long. ms */
const [KEPT, UNUSED_MS] = ['.lab/versions', 24 * 60 * 60 * 1_000];

/**
 * Builds the versions that a profile's arms need, once for the sources and patches of today. They are kept for a day after their last use. A build takes some
 * seconds for each program, so it comes before anything is measured.
 *
 * @throws when a patch does not fit the sources, or what it makes does not compile: with the tool's output; the signal's reason
 */
export async function buildVersions(
  needed: VersionsNeeded,
  run: { readonly runId: string; readonly guardian: Guardian; readonly signal: AbortSignal },
): Promise<BuiltVersions> {
  const wanted = neededOf(needed);
  if (wanted.length === 0) return new Map();
  const { root, folder } = needed;
  const sources = await readSources(root);
  const patches = await readPatches(folder, wanted);
  const keys = await keysOf(root, sources, patches, wanted);
  const placeOf = (id: string, program: string) => join(root, KEPT, `${id}-${keys.get(id)}`, program, 'dist');
  const missing = wanted
    .map(({ programs, ...version }) => ({
      ...version,
      programs: programs.filter((program) => !existsSync(join(placeOf(version.id, program), 'program.js'))),
    }))
    .filter(({ programs }) => programs.length > 0);
  for (const [id, key] of keys) await use(join(root, KEPT, `${id}-${key}`));
  if (missing.length > 0) {
    await removeUnused(join(root, KEPT));
    const scratch = await createScratch(root, 'versions');
    try {
      const bench = join(scratch.path, 'shop');
      await writeTree(sources, bench);
      await linkDependencies(root, bench, { tree: sources, packages: packagesIn(sources) });
      for (const version of missing)
        for (const [program, files] of await buildOne(root, bench, sources, patches, version, run))
          await keep(files, placeOf(version.id, program));
    } finally {
      await scratch.remove();
    }
  }
  return new Map(
    wanted.map(({ id, programs }) => [
      id,
      new Map(programs.map((program) => [program, join(placeOf(id, program), 'program.js')])),
    ]),
  );
}

/** Versions that the profile uses, with the programs of them that an arm runs. */
export function neededOf({
  versions,
  profile,
  topologies,
}: Pick<VersionsNeeded, 'versions' | 'profile' | 'topologies'>): ProbeVersion[] {
  const run = new Set(topologies.flatMap(({ processes }) => entriesOf(processes).map(folderOf)));
  return versions
    .filter(({ profiles }) => profiles.includes(profile))
    .map((version) => ({ ...version, programs: version.programs.filter((program) => run.has(program)) }))
    .filter(({ programs }) => programs.length > 0);
}

/** The folder of a program, e.g. `microservices/payments`. @param entry e.g. `microservices/payments/dist/program.js` */
export const folderOf = (entry: string): string => dirname(dirname(entry));

/** The shop's sources without tests, which no program is made of. */
const readSources = async (root: string): Promise<SourceTree> =>
  selectFiles(
    await readWorkingTree(root, [...SOURCES, ...BUNDLER, 'package-lock.json']),
    (path) => !path.endsWith('.test.ts') && !path.split('/').includes('test'),
  );

/** By name. */
async function readPatches(
  folder: string,
  versions: readonly ProbeVersion[],
): Promise<ReadonlyMap<string, string>> {
  const names = [...new Set(versions.flatMap(({ patches }) => patches))];
  const texts = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
  return new Map(await Promise.all(texts));
}

/** By version, what tells it from another one of its name: all that it is made of, and with. */
async function keysOf(
  root: string,
  sources: SourceTree,
  patches: ReadonlyMap<string, string>,
  versions: readonly ProbeVersion[],
): Promise<ReadonlyMap<string, string>> {
  const installed = await readFile(join(root, 'node_modules/.package-lock.json'), 'utf8').catch(() => '');
  const common = createHash('sha256').update(JSON.stringify([process.version, installed, [...sources]]));
  return new Map(
    versions.map((version) => {
      const own = JSON.stringify(version.patches.map((name) => patches.get(name)));
      return [version.id, common.copy().update(own).digest('hex').slice(0, 16)];
    }),
  );
}

/** Makes the folder, or notes that it is used. */
async function use(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const now = new Date();
  await utimes(folder, now, now);
}

/** Removes what nobody has used for a day. What is gone meanwhile another run has removed. */
export async function removeUnused(kept: string): Promise<void> {
  for (const name of await readdir(kept)) {
    const path = join(kept, name);
    const usedAt = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      },
    );
    if (usedAt !== undefined && Date.now() - usedAt > UNUSED_MS)
      await rm(path, { recursive: true, force: true });
  }
}

/** Applies the patches of a version, compiles and bundles its programs, and takes the patches back. @returns each with its files */
async function buildOne(
  root: string,
  bench: string,
  sources: SourceTree,
  patches: ReadonlyMap<string, string>,
  { id, patches: names, programs }: ProbeVersion,
  run: Parameters<typeof buildVersions>[1],
): Promise<Map<string, string[]>> {
  const setting = { ...run, cwd: bench, deadlineMs: TOOL_MS };
  const step = async (name: string, args: readonly string[]) => {
    const { exitCode, output } = await runMetered({ name, command: process.execPath, args, ...setting });
    if (exitCode !== 0) throw new Error(`version ${id}: ${name} failed\n${output}`);
  };
  for (const name of names) {
    await writeFile(join(bench, 'version.patch'), patches.get(name) ?? '');
    const { fits, said } = await gitApply(bench, ['version.patch'], run.signal);
    // A reader who changes the sources, as lessons ask for, may change what a patch changes.
    if (!fits)
      throw new Error(
        `version ${id}: ${name} does not fit the sources: take back your own changes of the files that are named here, or write the patch anew.\n${said}`,
      );
  }
  await step('tsc -b', [join(root, 'node_modules/typescript/bin/tsc'), '-b', ...programs]);
  await step('bundle', ['scripts/bundle.mjs']);
  await writeTree(sources, bench);
  const files = programs.map(async (program) => {
    const dist = join(bench, program, 'dist');
    const names = (await readdir(dist)).filter((name) => PROGRAM.test(name));
    return [program, names.map((name) => join(dist, name))] as const;
  });
  return new Map(await Promise.all(files));
}

/** Whole or not at all: one of which half was copied would pass for a program. Another run may have been faster. */
export async function keep(files: readonly string[], place: string): Promise<void> {
  await removeUnfinished(place);
  const unfinished = `${place}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  for (const file of files) await cp(file, join(unfinished, basename(file)));
  await rename(unfinished, place).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(join(place, 'program.js'))) throw error;
  });
}

/** Removes what runs have begun to keep in the same place and were killed at: the number at its end is that of their process. */
async function removeUnfinished(place: string): Promise<void> {
  const folder = dirname(place);
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    const [, owner] = /\.(\d+)$/.exec(name) ?? [];
    if (owner === undefined || isAlive(Number(owner))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}
