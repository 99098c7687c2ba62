import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Message, probably, UsageError } from '../registry/usage-error.ts';
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
      // A run that cannot be read has no id; reading it says why.
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
 * @param suits which runs `latest` is to choose from; the newest of all when none suits, so that the caller can say why not
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
    const valid = validRuns(runs, references);
    if (of === undefined)
      throw new UsageError({ en: `There is no run yet. ${valid.en}`, ko: `아직 실행이 없다. ${valid.ko}` });
    const meant = probably(
      of,
      [...runs, ...references].map(({ scenario }) => scenario),
    );
    throw new UsageError({
      en: `There is no run of "${of}" yet. ${meant.en}${valid.en}`,
      ko: `아직 "${of}"의 실행이 없다. ${meant.ko}${valid.ko}`,
    });
  }
  const exact = [...runs, ...references].find(({ runId }) => runId === given);
  if (exact) return placeOf(exact);
  const beginning = given === '' ? [] : runs.filter(({ runId }) => runId.startsWith(given));
  if (beginning.length > 1)
    throw new UsageError({
      en: `"${given}" is the beginning of several runs: ${idsOf(beginning).en}. Give more of the id.`,
      ko: `"${given}"으로 시작하는 실행이 여러 개다: ${idsOf(beginning).ko}. id를 더 길게 적는다.`,
    });
  if (beginning[0]) return placeOf(beginning[0]);
  const path = resolve(given);
  if (given !== '' && (await isRun(path))) return { path, runId: (await readManifest(path)).runId };
  // Ids are left out: each is as much like the next as like a misspelt one.
  const names = ['latest', ...references.map(({ scenario }) => `reference/${scenario}`)];
  const [meant, valid] = [probably(given, names), validRuns(runs, references)];
  throw new UsageError({
    en: `There is no run "${given}". ${meant.en}${valid.en}`,
    ko: `없는 실행: "${given}". ${meant.ko}${valid.ko}`,
  });
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
  const last: Message = newer
    ? { en: `There is only one run of ${newer.scenario}`, ko: `${newer.scenario}의 실행이 하나뿐이라` }
    : { en: 'There is no run yet', ko: '아직 실행이 없어서' };
  throw new UsageError({
    en: `${last.en}, so there are no two to compare. Start another one, or name two runs.`,
    ko: `${last.ko} 비교할 두 실행이 없다. 하나 더 실행하거나 두 실행을 지정한다.`,
  });
}

const placeOf = ({ path, runId }: ListedRun): RunPlace => ({ path, runId });

function validRuns(runs: readonly ListedRun[], references: readonly ListedRun[]): Message {
  const names = [...references.map(({ scenario }) => `reference/${scenario}`)];
  if (runs.length === 0 && names.length === 0)
    return { en: 'Start one with make run-scenario.', ko: 'make run-scenario로 시작한다.' };
  const latest = runs.length > 0 ? ['latest, <scenario>/latest'] : [];
  const own = runs.length > 0 ? idsOf(runs) : undefined;
  const all = (language: keyof Message) => [...latest, ...names, ...(own ? [own[language]] : [])].join(', ');
  return {
    en: `Valid: ${all('en')}, a beginning of an id, or the path of a run's folder.`,
    ko: `사용할 수 있는 값: ${all('ko')}, id의 앞부분, 또는 실행 폴더의 경로.`,
  };
}

function idsOf(runs: readonly ListedRun[]): Message {
  const ids = runs.slice(0, MOST_CANDIDATES).map(({ runId }) => runId);
  const more = runs.length - ids.length;
  const told = ids.join(', ');
  if (more === 0) return { en: told, ko: told };
  return { en: `${told} and ${more} older`, ko: `${told} 외 이전 실행 ${more}개` };
}

/** Names of a folder's folders, links to folders among them. One that is being made begins with a dot, see `RunFolder`. */
async function folders(path: string): Promise<string[]> {
  const names = (await readdir(path).catch(() => [])).filter((name) => !name.startsWith('.'));
  const found = await Promise.all(names.map((name) => stat(join(path, name)).catch(() => undefined)));
  return names.filter((_, index) => found[index]?.isDirectory());
}

/** A run whose manifest cannot be read counts: reading it says why. */
const isRun = (path: string): Promise<boolean> =>
  stat(join(path, 'manifest.json')).then(
    () => true,
    () => false,
  );
