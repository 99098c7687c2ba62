import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * No two folders of `lab/src` import each other, directly or by a way round, type imports included. A folder can then be read, and
 * changed, with what lies below it alone. ARCHITECTURE.md lists them in such an order. Tests may import from anywhere.
 */

/** By folder, the folders that its modules import from, each with one of the imports. */
function importsBetween(root: string): Map<string, Map<string, string>> {
  const imports = new Map<string, Map<string, string>>();
  for (const file of modulesIn(root)) {
    const from = folderOf(relative(root, file));
    const own = imports.get(from) ?? new Map<string, string>();
    imports.set(from, own);
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(
      /(?:from|import|import\()\s*'(\.[^']+)'/g,
    )) {
      const target = relative(root, normalize(join(dirname(file), specifier)));
      const to = folderOf(target);
      if (to !== from && !target.startsWith('..')) own.set(to, `${relative(root, file)} imports ${target}`);
    }
  }
  return imports;
}

function modulesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return modulesIn(path);
    return /(?<!\.test)\.ts$/.test(entry.name) ? [path] : [];
  });
}

/** Modules that lie beside the folders put all of them together: they are one more folder, on top. */
const folderOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] ?? '') : '(top)');

/** A way from a folder back to itself, with the imports that it takes; undefined where there is none. */
function wayRound(imports: ReturnType<typeof importsBetween>): string[] | undefined {
  const done = new Set<string>();
  const follow = (folder: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(folder)) {
      const round = [...way.slice(way.indexOf(folder)), folder];
      return round.slice(1).map((to, index) => imports.get(round[index] ?? '')?.get(to) ?? to);
    }
    if (done.has(folder)) return undefined;
    for (const next of imports.get(folder)?.keys() ?? []) {
      const found = follow(next, [...way, folder]);
      if (found) return found;
    }
    done.add(folder);
    return undefined;
  };
  for (const folder of imports.keys()) {
    const found = follow(folder, []);
    if (found) return found;
  }
  return undefined;
}

/** Where kinds of experiment plug in, a folder each: the rest of the lab goes through their registry. */
const KINDS = 'experiments';
/** Kinds whose names are words of the lab as well. They name the kind only where a kind is asked for, e.g. in `kind: 'load'`. */
const WORDS: readonly string[] = ['load', 'capacity'];
/** What may name a kind all the same, and why. */
const MAY_NAME_KINDS: Readonly<Record<string, string>> = {
  'records/upgrade.ts': 'reads what earlier versions of the lab have left: three kinds had other names',
};

/** Modules outside of the kinds that name one of them, or import from its folder: which, and what. */
function namesOfKinds(root: string): string[] {
  const kinds = readdirSync(join(root, KINDS), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const others = modulesIn(root).filter((file) => !relative(root, file).startsWith(`${KINDS}/`));
  return others.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return kinds.flatMap((kind) => {
      const name = new RegExp(WORDS.includes(kind) ? `\\bkind\\b.{0,20}'${kind}'` : `'${kind}'`);
      const imported = new RegExp(`'[^'\\n]*\\b${KINDS}/${kind}/[^'\\n]*'`);
      const path = relative(root, file);
      if (imported.test(text)) return [`${path} imports from ${kind}`];
      return name.test(text) ? [`${path} names ${kind}`] : [];
    });
  });
}

/** The folders of `lab/src` by rows of ARCHITECTURE.md's map, the lowest first. */
function rowsOfTheMap(): string[][] {
  const map = readFileSync('ARCHITECTURE.md', 'utf8');
  const rows = map
    .slice(map.indexOf('| **lab/src/** |'), map.indexOf('| **scenarios/** |'))
    .split('\n')
    .slice(1);
  return rows.map((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`(\w+)\/`/g)].map(([, folder = '']) => folder),
  );
}

describe('the folders of lab/src', () => {
  it('stand in the map, and each row imports only from rows above it', () => {
    const rows = rowsOfTheMap();
    const place = new Map(rows.flatMap((folders, row) => folders.map((folder) => [folder, row] as const)));
    const imports = importsBetween('lab/src');
    imports.delete('(top)');
    expect([...imports.keys()].filter((folder) => !place.has(folder))).toEqual([]);
    const upwards = [...imports].flatMap(([folder, own]) =>
      [...own].flatMap(([to, what]) => ((place.get(to) ?? 0) < (place.get(folder) ?? 0) ? [] : [what])),
    );
    expect(upwards).toEqual([]);
  });

  it('are in layers: none imports another one that imports it, by whatever way', () => {
    expect(wayRound(importsBetween('lab/src'))).toBeUndefined();
  });

  it('rest on records, which imports none of them', () => {
    expect([...(importsBetween('lab/src').get('records')?.keys() ?? [])]).toEqual([]);
  });
});

describe('kinds of experiment', () => {
  it('are named by nobody but themselves, and by who has a reason', () => {
    const found = namesOfKinds('lab/src');
    const reasons = Object.keys(MAY_NAME_KINDS);
    expect(found.filter((each) => !reasons.some((path) => each.startsWith(`${path} names `)))).toEqual([]);
    // A reason that is not needed any more goes.
    expect(reasons.filter((path) => !found.some((each) => each.startsWith(path)))).toEqual([]);
  });

  it('have names that are no other words of the lab, but for some', () => {
    expect(WORDS.filter((kind) => !existsSync(join('lab/src', KINDS, kind, 'kind.ts')))).toEqual([]);
  });
});

describe('the rule of kinds', () => {
  const root = mkdtempSync(join(tmpdir(), 'kinds-'));
  beforeAll(() => {
    for (const kind of ['load', 'tasting']) mkdirSync(join(root, KINDS, kind), { recursive: true });
    writeFileSync(join(root, KINDS, 'tasting/kind.ts'), "export const tasting = { id: 'tasting' };\n");
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each([
    ["if (experiment.kind === 'tasting') pour();", ['shop.ts names tasting']],
    ["const titles = { tasting: 'x' }; print(titles['tasting']);", ['shop.ts names tasting']],
    ["import { tasting } from '../experiments/tasting/kind.ts';", ['shop.ts imports from tasting']],
    ["const made = { kind: 'load', settings };", ['shop.ts names load']],
    ["z.object({ kind: z.literal('load') });", ['shop.ts names load']],
    ["tell({ type: 'load', arm });", []],
    ["import { KINDS } from './experiments/registry.ts';", []],
    ['/** As the kind `tasting` has it. */', []],
  ])('reads %s', (text, found) => {
    writeFileSync(join(root, 'shop.ts'), `${text}\n`);
    expect(namesOfKinds(root)).toEqual(found);
  });
});

describe('the rule', () => {
  const root = mkdtempSync(join(tmpdir(), 'layers-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  beforeAll(() => {
    write('tea/leaf.ts', 'export interface Leaf {}\n');
    write('tea/leaf.test.ts', "import { pot } from '../pot/pot.ts';\n");
    write('pot/pot.ts', "import type { Leaf } from '../tea/leaf.ts';\nexport const pot: Leaf = {};\n");
    write('shed/shed.ts', "import '../pot/pot.ts';\n");
    write('kitchen/kitchen.ts', "import { pot } from '../pot/pot.ts';\nexport const kitchen = pot;\n");
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('lets folders rest on each other, and tests import from anywhere', () => {
    expect(wayRound(importsBetween(root))).toBeUndefined();
  });

  it('sees an import of a module that gives nothing', () => {
    expect(importsBetween(root).get('shed')?.get('pot')).toBe('shed/shed.ts imports pot/pot.ts');
  });

  it('finds a way round, also of a type and over several folders, and names its imports', () => {
    write(
      'tea/garden.ts',
      "import type { kitchen } from '../kitchen/kitchen.ts';\nexport type G = typeof kitchen;\n",
    );
    const round = wayRound(importsBetween(root));
    expect(round?.toSorted()).toEqual([
      'kitchen/kitchen.ts imports pot/pot.ts',
      'pot/pot.ts imports tea/leaf.ts',
      'tea/garden.ts imports kitchen/kitchen.ts',
    ]);
  });
});
