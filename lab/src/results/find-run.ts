import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { probably, UsageError } from '../registry/usage-error.ts';
import { readManifest } from './read-run.ts';

/** Where a run lies. */
export interface RunPlace {
  readonly path: string;
  readonly runId: string;
}

export interface ListedRun extends RunPlace {
  readonly scenario: string;
}

/** Folders of `results/` that hold no scenario's runs. */
const NOT_SCENARIOS = new Set(['reference', 'compare', 'predictions']);
const MOST_CANDIDATES = 10;

/** The runs of this machine, newest first: folders with a manifest. Reference runs are not among them. */
export async function listRuns(root: string): Promise<ListedRun[]> {
  const results = join(root, 'results');
  const scenarios = (await folders(results)).filter((name) => !NOT_SCENARIOS.has(name));
  const found = await Promise.all(
    scenarios.map(async (scenario) => {
      const ids = await folders(join(results, scenario));
      return ids.map((runId) => ({ scenario, runId, path: join(results, scenario, runId) }));
    }),
  );
  const runs = await Promise.all(found.flat().map(async (run) => ((await isRun(run.path)) ? [run] : [])));
  // Ids begin with the time.
  return runs.flat().toSorted((a, b) => (a.runId < b.runId ? 1 : -1));
}

/** The committed runs, `results/reference/<scenario>`. */
export async function listReferences(root: string): Promise<ListedRun[]> {
  const reference = join(root, 'results', 'reference');
  const found = await Promise.all(
    (await folders(reference)).map(async (scenario) => {
      const path = join(reference, scenario);
      if (!(await isRun(path))) return [];
      // One that cannot be read has no id; whoever reads it is told why.
      const runId = await readManifest(path).then(
        ({ runId }) => runId,
        () => `reference/${scenario}`,
      );
      return [{ scenario, path, runId }];
    }),
  );
  return found.flat();
}

/**
 * Finds the run that a user names.
 *
 * @param given a run id or an unambiguous beginning of one, `latest`, `<scenario>/latest`, `reference/<scenario>`, or
 * the path of a run's folder
 * @param suits which runs `latest` is to choose from; the newest of all when none suits, so that whoever asked can say why not
 * @throws {UsageError} when it is none of them or ambiguous; the message lists candidates, newest first
 */
export async function findRun(
  root: string,
  given: string,
  suits: (run: RunPlace) => Promise<boolean> = async () => true,
): Promise<RunPlace> {
  const [runs, references] = await Promise.all([listRuns(root), listReferences(root)]);
  const named = references.find(({ scenario }) => given === `reference/${scenario}`);
  if (named) return placeOf(named);
  const [, of] = /^(?:(.+)\/)?latest$/.exec(given) ?? [undefined, undefined];
  if (given === 'latest' || of !== undefined) {
    const own = runs.filter(({ scenario }) => of === undefined || scenario === of);
    for (const run of own) if (await suits(run)) return placeOf(run);
    if (own[0]) return placeOf(own[0]);
    if (of === undefined) throw new UsageError(`There is no run yet. ${validRuns(runs, references)}`);
    const meant = probably(
      of,
      [...runs, ...references].map(({ scenario }) => scenario),
    );
    throw new UsageError(`There is no run of "${of}" yet. ${meant}${validRuns(runs, references)}`);
  }
  const exact = [...runs, ...references].find(({ runId }) => runId === given);
  if (exact) return placeOf(exact);
  const beginning = given === '' ? [] : runs.filter(({ runId }) => runId.startsWith(given));
  if (beginning.length > 1)
    throw new UsageError(`"${given}" is the beginning of several runs: ${idsOf(beginning)}.`);
  if (beginning[0]) return placeOf(beginning[0]);
  const path = resolve(given);
  if (given !== '' && (await isRun(path))) return { path, runId: (await readManifest(path)).runId };
  // Ids are left out: each is as much like the next as like a misspelt one.
  const names = ['latest', ...references.map(({ scenario }) => `reference/${scenario}`)];
  throw new UsageError(`There is no run "${given}". ${probably(given, names)}${validRuns(runs, references)}`);
}

/**
 * The two newest runs of one scenario: of the one that ran last.
 *
 * @returns the older one first
 * @throws {UsageError} when it has run only once, or nothing has
 */
export async function newestTwo(root: string): Promise<[older: RunPlace, newer: RunPlace]> {
  const [newer, ...older] = await listRuns(root);
  const before = older.find(({ scenario }) => scenario === newer?.scenario);
  if (newer && before) return [placeOf(before), placeOf(newer)];
  const last = newer ? `There is only one run of ${newer.scenario}` : 'There is no run yet';
  throw new UsageError(`${last}, so there are no two to compare. Start another one, or name two runs.`);
}

const placeOf = ({ path, runId }: ListedRun): RunPlace => ({ path, runId });

function validRuns(runs: readonly ListedRun[], references: readonly ListedRun[]): string {
  const names = [...references.map(({ scenario }) => `reference/${scenario}`)];
  if (runs.length === 0 && names.length === 0) return 'Start one with make run-scenario.';
  const latest = runs.length > 0 ? ['latest, <scenario>/latest'] : [];
  const own = runs.length > 0 ? [idsOf(runs)] : [];
  return `Valid: ${[...latest, ...names, ...own].join(', ')}, a beginning of an id, or the path of a run's folder.`;
}

function idsOf(runs: readonly ListedRun[]): string {
  const ids = runs.slice(0, MOST_CANDIDATES).map(({ runId }) => runId);
  const more = runs.length - ids.length;
  return `${ids.join(', ')}${more > 0 ? ` and ${more} older` : ''}`;
}

/** Names of a folder's folders, links to folders among them. One that is being made begins with a dot, see `RunFolder`. */
async function folders(path: string): Promise<string[]> {
  const names = (await readdir(path).catch(() => [])).filter((name) => !name.startsWith('.'));
  const found = await Promise.all(names.map((name) => stat(join(path, name)).catch(() => undefined)));
  return names.filter((_, index) => found[index]?.isDirectory());
}

/** One whose manifest cannot be read counts: whoever reads it is told why. */
const isRun = (path: string): Promise<boolean> =>
  stat(join(path, 'manifest.json')).then(
    () => true,
    () => false,
  );
