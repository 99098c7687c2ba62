import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ownLines, saying } from './source-lines.ts';

it('counts lines that say something, and none of a comment or of nothing', () => {
  const text = `/** A comment
 * of three lines
 */
const a = 1; // with a word beside

  // alone
/* in one line */
const url = 'http://a'; /* after code */
`;
  expect(saying(text.split('\n'))).toEqual([
    'const a = 1; // with a word beside',
    "const url = 'http://a'; /* after code */",
  ]);
});

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lines-test-'));
});
afterEach(() => rm(root, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

const packages = {
  'shared-domain': '@lab/shared-domain',
  monolith: '@lab/monolith',
  'microservices/orders': '@lab/orders-service',
  'microservices/chassis': '@lab/chassis',
};

it('says what only one deployment is made of, by what its programs import, and leaves out what belongs to a choice', async () => {
  for (const [folder, name] of Object.entries(packages)) {
    await write(`${folder}/package.json`, `{\n  "name": "${name}"\n}\n`);
    await write(`${folder}/tsconfig.json`, '{}\n');
  }
  await write(
    'monolith/src/main.ts',
    "import { a } from '@lab/shared-domain/a';\nimport './late.ts';\na();\n",
  );
  await write('monolith/src/late.ts', "export const late = () => import('./later.ts');\n");
  await write(
    'monolith/src/later.ts',
    "export const later = 1;\nexport const lock = () => import('./redis-lock.ts');\n",
  );
  await write('monolith/src/redis-lock.ts', 'export const lock = 1;\n');
  await write('scripts/bundle.mjs', 'const LOADED_LATE = String.raw`/(?:redis)-lock\\.js`;\n');
  await write(
    'microservices/orders/src/main.ts',
    "import {\n  a,\n  type B,\n} from '@lab/shared-domain/a';\nimport { c } from '@lab/chassis/deep/c';\nimport 'node:fs';\n",
  );
  await write('microservices/chassis/src/deep/c.ts', "export * from '../d.ts';\nexport const c = 1;\n");
  await write('microservices/chassis/src/d.ts', '// nothing\nexport const d = 1;\n');
  // Both are made of these, and only the services of one of them.
  await write('shared-domain/src/a.ts', "import type { B } from './b.ts';\nexport const a = (): B => 1;\n");
  await write('shared-domain/src/b.ts', 'export type B = number;\n');
  await write('shared-domain/src/nobody.ts', 'export const nobody = 1;\n');

  const [own, other] = [['microservices/orders'], ['monolith']];
  expect(await ownLines(root, own, other)).toEqual({ code: 6 + 2 + 1, configuration: 2 * (3 + 1) });
  expect(await ownLines(root, other, own)).toEqual({ code: 3 + 1 + 2, configuration: 3 + 1 });
});
