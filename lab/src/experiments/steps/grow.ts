import type { Side } from './layout.ts';
import { CONTEXT_PACKAGES } from './move-modules.ts';
import { capitalized, EDGE_TOKENS, MODULE_LIST } from './shop-contract.ts';
import { CONTEXTS, type ContextName } from './shop-sources.ts';
import { replaceOnce, type SourceTree, textOf } from './source-tree.ts';

/**
 * A code base with its six contexts so many times over. A copy is a context of its own: an interface in the shared package,
 * an implementation with unit tests that run, and a module of the monolith or a service (package, messages, `main`). Its names
 * bear its number: `Catalog3`, `createOrders3`, `rpc.payments3`. The copies of one number know each other as the
 * originals do.
 *
 * Kernel and adapters do not grow, and the HTTP edge does not offer the copies: they are loaded, composed and ready, and nobody
 * asks them. Their data lies in tables like the original's, so they share its store.
 */
export function grow(tree: SourceTree, side: Side, growth: number): SourceTree {
  const grown = new Map(tree);
  const copies = Array.from({ length: growth - 1 }, (_, index) => index + 2);
  for (const number of copies) {
    for (const [path, text] of tree) {
      if (CONTEXTS.some((context) => belongsTo(path, context, side)))
        grown.set(
          rename(path, number),
          rename(text, number).replaceAll(`'${EDGE_TOKENS}'`, `'./tokens${number}.ts'`),
        );
    }
    if (side !== 'services') grown.set(`${MODULES}/tokens${number}.ts`, tokens(number));
  }
  if (side !== 'services' && copies.length > 0) {
    grown.set(`${MODULES}/copies.ts`, modulesOf(copies));
    grown.set(MODULE_LIST.file, withCopies(textOf(tree, MODULE_LIST.file)));
  }
  return grown;
}

const MODULES = 'monolith/src/contexts';

function belongsTo(path: string, context: ContextName, side: Side): boolean {
  if (path === `shared-domain/src/${context}/${context}.ts`) return true;
  if (side === 'services') return path.startsWith(`microservices/${context}/`);
  const home = side === 'monolith' ? `monolith/src/${context}/` : `${CONTEXT_PACKAGES}/${context}/`;
  return path.startsWith(home) || path === `${MODULES}/${context}.module.ts`;
}

/** Where a context's name says where its data lies, or what the store, the environment, faults or a replica call it, it stays the original's. */
const DATA = String.raw`faults\.\w+\('\w+'|replica\?\.\w+|stores\.\w+|contexts(?::| =) \['\w+'\]|(?:ServiceParts|Database)<'\w+'>|\b\w+(?=: (?:readonly |\[\]))|\b[A-Z]+_STORE\b|settings\.\w+`;
const NAMES = CONTEXTS.flatMap((name) => [name, capitalized(name), name.toUpperCase()]).join('|');
const RENAMED = new RegExp(`(${DATA})|(?:${NAMES})`, 'g');

/** Gives every name of a context in a text, or a path, a number. */
export const rename = (text: string, number: number): string =>
  text.replaceAll(RENAMED, (name, data: string | undefined) => data ?? `${name}${number}`);

const tokens = (number: number): string =>
  CONTEXTS.map(
    (name) => `export const ${name.toUpperCase()}${number} = Symbol('${capitalized(name)}${number}');\n`,
  ).join('');

function modulesOf(copies: readonly number[]): string {
  const names = copies.flatMap((number) =>
    CONTEXTS.map((name) => ({ file: `${name}${number}`, symbol: `${capitalized(name)}${number}Module` })),
  );
  const imports = names.map(({ file, symbol }) => `import { ${symbol} } from './${file}.module.ts';\n`);
  return `${imports.join('')}\nexport const COPIES = [${names.map(({ symbol }) => symbol).join(', ')}];\n`;
}

function withCopies(modules: string): string {
  const { file, text } = MODULE_LIST;
  return `import { COPIES } from './copies.ts';\n${replaceOnce(modules, text, `${text}...COPIES, `, file)}`;
}
