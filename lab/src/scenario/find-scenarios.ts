import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Registry } from '../registry/registry.ts';
import { notOneOf, UsageError } from '../registry/usage-error.ts';
import type { Scenario } from './scenario.ts';

/** Where a workload is: built, for Node, and as it was written, for k6. */
export interface FoundWorkload {
  readonly built: string;
  readonly source: string;
}

export interface FoundScenario {
  readonly scenario: Scenario;
  readonly workload: FoundWorkload;
}

/** Another workload of the same scenario: a module of its folder, named without an ending. The scenario's own for no name. */
export const workloadBeside = (own: FoundWorkload, name: string | undefined): FoundWorkload =>
  name === undefined ? own : workloadIn({ built: dirname(own.built), source: dirname(own.source) }, name);

/** A plug-in may be written in JavaScript: there is no other source then. */
function workloadIn({ built, source }: Omit<ScenarioPlace, 'id'>, name: string): FoundWorkload {
  const javaScript = join(source, `${name}.js`);
  return {
    built: join(built, `${name}.js`),
    source: existsSync(javaScript) ? javaScript : join(source, `${name}.ts`),
  };
}

/**
 * Looks whether there are other workloads of a scenario, before a run begins.
 *
 * @throws {UsageError} naming the first that is missing, and where it was looked for
 */
export function requireWorkloads(own: FoundWorkload, names: readonly string[]): void {
  for (const path of names.flatMap((name) => Object.values(workloadBeside(own, name)))) {
    if (existsSync(path)) continue;
    const named = basename(path, extname(path));
    throw new UsageError({
      en: `The scenario's experiment names the workload "${named}", but there is no ${path}. Mend the name in scenario.ts or add the module (then: make build).`,
      ko: `시나리오의 실험에 워크로드 "${named}"가 적혀 있지만 ${path}가 없다. scenario.ts의 이름을 고치거나 모듈을 추가한다(그다음 make build).`,
    });
  }
}

/** Where a scenario lies: its folder as it was built, for Node, and as it was written, for k6. */
interface ScenarioPlace {
  readonly id: string;
  readonly built: string;
  readonly source: string;
}

const SCENARIO = { en: 'scenario', ko: '시나리오' };

/** Scenarios besides those of the project's folder `scenarios`: none, unless a plug-in adds its own. */
export const MORE_SCENARIOS = new Registry<ScenarioPlace>(SCENARIO, []);

/**
 * Ids of the scenarios: the folders `scenarios/<id>` that hold a `scenario.ts`. They are found by their place and not
 * imported, because scenarios are written in the lab's words and import them.
 */
export async function scenarioIds(root: string): Promise<string[]> {
  const folders = await readdir(join(root, 'scenarios'), { withFileTypes: true });
  const ids = await Promise.all(
    folders
      .filter((folder) => folder.isDirectory() && folder.name !== 'dist' && folder.name !== 'node_modules')
      .map(async ({ name }) =>
        (await readdir(join(root, 'scenarios', name))).includes('scenario.ts') ? [name] : [],
      ),
  );
  return [...ids.flat(), ...MORE_SCENARIOS.ids].toSorted();
}

/**
 * Loads a built scenario.
 *
 * @throws {UsageError} when there is no such scenario, or when it has another id than its folder
 */
export async function findScenario(root: string, id: string): Promise<FoundScenario> {
  const ids = await scenarioIds(root);
  if (!ids.includes(id)) throw notOneOf(SCENARIO, id, ids);
  const { built, source } = MORE_SCENARIOS.find(id) ?? {
    built: join(root, 'scenarios', 'dist', id),
    source: join(root, 'scenarios', id),
  };
  const module = (await import(pathToFileURL(join(built, 'scenario.js')).href)) as { default: Scenario };
  const scenario = module.default;
  if (scenario.id !== id)
    throw new UsageError({
      en: `The scenario of the folder "${id}" says that its id is "${scenario.id}". Give both the same name.`,
      ko: `폴더 "${id}"의 시나리오에 id가 "${scenario.id}"로 적혀 있다. 둘을 같은 이름으로 맞춘다.`,
    });
  return {
    scenario,
    workload: workloadIn({ built, source }, 'workload'),
  };
}

/** All scenarios, in the order of their ids. Throws as {@link findScenario} does. */
export async function allScenarios(root: string): Promise<Scenario[]> {
  const found = await Promise.all((await scenarioIds(root)).map((id) => findScenario(root, id)));
  return found.map(({ scenario }) => scenario);
}
