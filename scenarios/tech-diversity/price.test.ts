import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT } from '@lab/lab/host/project-root';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GO, MONOLITH, PYTHON, SERVICES, THREADS, WASM } from './arms.ts';
import { packagesOf, pinnedIn, requiredIn } from './dependencies.ts';
import { BESIDES, FILES, FILES_BESIDE, PARTS } from './parts.ts';
import { codeLinesOf, linesIn, priceOf, sourcesOf } from './price.ts';

describe('lines', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'price-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  it('count that are neither empty nor a comment, in each language', () => {
    const script = '// why\nconst a = 1; // one\n\n/** what\n * it is\n */\n#secret = 1;\n*inTurn() {}\n';
    expect(codeLinesOf(script, '.ts')).toBe(3);
    expect(codeLinesOf('// why\n*counted = 1\n\nreturn\n', '.go')).toBe(2);
    expect(codeLinesOf('# why\nimport os\n\n    return 1\n', '.py')).toBe(2);
    expect(codeLinesOf(';; why\n(module\n  (memory 1))\n', '.wat')).toBe(2);
    expect(codeLinesOf('// why\nmodule lab/x\n\ngo 1.26\n', '.mod')).toBe(2);
    expect(codeLinesOf('# why\npika==1\n', '.txt')).toBe(1);
    expect(codeLinesOf('{\n  "a": 1\n}\n', '.json')).toBe(3);
  });

  it('count what a long string of Python holds, where it describes nothing', () => {
    const described = '"""What\nit is."""\ndef f():\n    """How."""\n    return 1\n';
    expect(codeLinesOf(described, '.py')).toBe(2);
    const told = 'SQL = """\nSELECT 1\n"""\nrun(SQL)\n"""Why."""\n';
    expect(codeLinesOf(told, '.py')).toBe(4);
  });

  it('count of programs, and not of tests, of what was built, or of what lies elsewhere', () => {
    write('main.go', 'package main\n\nfunc main() {}\n');
    write('deep/model.py', 'a = 1\n');
    for (const path of [
      ...['main_test.go', 'a.test.ts', 'README.md', 'go.sum'],
      ...['dist/venv/lib/pika.py', 'test/case.py'],
    ])
      write(path, 'one\ntwo\n');
    symlinkSync(join(folder, 'deep'), join(folder, 'linked'));
    expect(linesIn([folder])).toBe(3);
    expect(linesIn([join(folder, 'main.go'), join(folder, 'not-there')])).toBe(2);
  });

  it('are told by what they are there for', () => {
    const stack = 'microservices/recommendations-go';
    write(`${stack}/go.mod`, 'module lab/x\n');
    write(`${stack}/model.go`, 'package main\n\n// why\nvar a = 1\nvar b = 2\n');
    write(`${stack}/store.go`, 'package main\n');
    write(`${stack}/wire.go`, 'package main\n\nvar c = 3\n');
    write(`${stack}/log.go`, 'package main\n');
    write(`${stack}/settings.go`, 'package main\n\nvar d = 4\n');
    write('scripts/build-go.mjs', '// why\nbuild();\n');
    write('lab/src/topologies/stacks/go.json', '{\n  "id": "go"\n}\n');
    write('acceptance/other-stacks.ts', 'export const a = 1;\n');
    write('acceptance/test/other-stacks.test.ts', '/** Why. */\nit();\nit();\n');
    expect(priceOf(folder, GO)).toEqual({
      ...{ lines: 9, dependencies: 0 },
      ...{ 'lines.ranking': 4, 'lines.messaging': 2, 'lines.observability': 1 },
      ...{ 'lines.settings': 2, 'lines.start': 0 },
      // A line of go.mod, one of the script, and three of what the lab knows of the stack.
      ...{ 'lines.toolchain': 5, 'lines.tests': 3 },
    });
  });
});

describe('parts', () => {
  it.each([SERVICES, GO, PYTHON])('have each source file of %s once, and add up to all lines', (topology) => {
    const files = PARTS.flatMap((part) => FILES[topology]?.[part] ?? []);
    const sources = sourcesOf(PROJECT_ROOT, topology);
    expect(sources.length).toBeGreaterThan(10);
    expect(files.map((path) => join(PROJECT_ROOT, path)).toSorted()).toEqual(sources.toSorted());
    const price = priceOf(PROJECT_ROOT, topology);
    const lines = PARTS.map((part) => price[`lines.${part}`] ?? Number.NaN);
    expect(lines.reduce((all, each) => all + each, 0)).toBe(price.lines);
  });

  it.each([SERVICES, GO, PYTHON])('of %s have files besides that build them and test them', (topology) => {
    const files = BESIDES.flatMap((each) => FILES_BESIDE[topology]?.[each] ?? []);
    expect(files.filter((path) => !existsSync(join(PROJECT_ROOT, path)))).toEqual([]);
    const price = priceOf(PROJECT_ROOT, topology);
    for (const each of BESIDES) expect(price[`lines.${each}`]).toBeGreaterThan(0);
  });

  it('are not told of what is no stack', () => {
    expect(Object.keys(priceOf(PROJECT_ROOT, THREADS))).toEqual(['lines']);
  });
});

describe('dependencies', () => {
  it('are the packages that npm finds for a package, once each', () => {
    const lock = JSON.stringify({
      packages: {
        '': { dependencies: { never: '1' } },
        'services/one': { dependencies: { '@own/base': '1', left: '1' } },
        base: { dependencies: { right: '1', left: '1' } },
        'node_modules/@own/base': { link: true, resolved: 'base' },
        'node_modules/left': { dependencies: { right: '2', absent: '1' } },
        'node_modules/left/node_modules/right': { dependencies: { left: '1' } },
        'node_modules/right': {},
        'node_modules/never': {},
      },
    });
    expect(packagesOf(lock, 'services/one').toSorted()).toEqual([
      ...['node_modules/left', 'node_modules/left/node_modules/right', 'node_modules/right'],
    ]);
  });

  it('are what go.mod and requirements.txt name', () => {
    const mod =
      'module lab/x\n\ngo 1.25\n\nrequire (\n\tgithub.com/a/b v1.2.3\n\tc.org/d v0.1.0 // indirect\n)\n';
    expect(requiredIn(mod)).toEqual(['github.com/a/b', 'c.org/d']);
    expect(requiredIn('require github.com/a/b v1.0.0\n')).toEqual(['github.com/a/b']);
    expect(pinnedIn('# why\npika==1.3.2 \\\n    --hash=sha256:00\nb-c == 2\n')).toEqual(['pika', 'b-c']);
  });
});

it('an arm has the price of what is there for it alone', () => {
  const nest = priceOf(PROJECT_ROOT, SERVICES);
  // Its ranking, service, tables and their access lie elsewhere than the program.
  expect(nest.lines).toBeGreaterThan(2 * linesIn([join(PROJECT_ROOT, 'microservices/recommendations/src')]));
  expect(nest.dependencies).toBeGreaterThan(50);
  expect(priceOf(PROJECT_ROOT, THREADS).lines).toBeGreaterThan(40);
  expect(priceOf(PROJECT_ROOT, WASM).lines).toBeGreaterThan(40);
  expect(priceOf(PROJECT_ROOT, MONOLITH)).toEqual({});
});
