import {
  CHANGED_CONTEXT,
  CHANGED_KERNEL,
  CONTEXTS,
  type ContextName,
  INSTRUMENT_TESTS,
} from './shop-sources.ts';
import { countOf, type SourceTree } from './source-tree.ts';

/**
 * What the build experiment needs of the shop's sources, in one place: it moves, copies and edits their text. The shop may
 * change as it likes otherwise.
 */

/** A text that a file holds exactly once, and what the experiment does there. */
export interface Place {
  readonly file: string;
  readonly text: string;
  readonly why: string;
}

/** Where the monolith's list of modules begins. */
export const MODULE_LIST: Place = {
  file: 'monolith/src/contexts/contexts.ts',
  text: 'export const CONTEXT_MODULES = [',
  why: 'it adds the modules of the copied contexts to the list',
};

/** The beginning of the function that makes the changed context: tests call it, and so does the process when it starts. */
export const CONTEXT_BODY: Place = {
  file: `shared-domain/src/${CHANGED_CONTEXT}/${CHANGED_CONTEXT}-service.ts`,
  text: `}): ${capitalized(CHANGED_CONTEXT)} {\n`,
  why: 'it adds a statement to the function that makes the context',
};

/** A function of the kernel to which a parameter can be added that callers may leave out. */
export const KERNEL_SIGNATURE: Place = {
  file: CHANGED_KERNEL,
  text: '(code: Code, detail: string): Refusal<Code> => ({',
  why: 'it adds a parameter to the function',
};

/** Where the monolith's modules have their contexts' tokens from. The copies get tokens of their own instead. */
export const EDGE_TOKENS = '@lab/shared-domain/adapters/http/tokens';

type NeededFile = readonly [file: string, text: string, why: string];

/** Files of a context that are copied with it. Each side has those that it is composed of besides. */
const filesOf = (context: ContextName): NeededFile[] => {
  const name = capitalized(context);
  const folder = `shared-domain/src/${context}`;
  const module = `monolith/src/contexts/${context}.module.ts`;
  return [
    [`${folder}/${context}.ts`, `export interface ${name} {`, "it copies the context's interface"],
    [
      `${folder}/${context}-service.ts`,
      `export function create${name}(`,
      'it moves and copies the implementation',
    ],
    [module, `export class ${name}Module {`, "it copies the monolith's module of the context"],
    [module, `from '${EDGE_TOKENS}'`, 'it gives the copy a token of its own'],
    [`microservices/${context}/package.json`, '"name"', 'it copies the service'],
    [`microservices/${context}/src/main.ts`, '', 'it starts the service'],
  ];
};

/** What the shop's sources no longer offer, a sentence each; empty when the experiment can work with them. */
export function unmetNeeds(tree: SourceTree): string[] {
  const places = [MODULE_LIST, CONTEXT_BODY, KERNEL_SIGNATURE].flatMap(({ file, text, why }) => {
    const found = countOf(tree.get(file) ?? '', text);
    return found === 1 ? [] : [sentence(file, text, why, found)];
  });
  const leftOut = INSTRUMENT_TESTS.map((file): NeededFile => [file, '', 'it leaves this test out']);
  const files = [...CONTEXTS.flatMap(filesOf), ...leftOut].flatMap(([file, text, why]) =>
    tree.get(file)?.includes(text) ? [] : [sentence(file, text, why, 0)],
  );
  return [...places, ...files];
}

const sentence = (file: string, text: string, why: string, found: number): string =>
  `The build experiment needs ${text === '' ? file : `"${text.trim()}" in ${file}`}, because ${why}; ${
    found === 0 ? 'it is not there' : `it is there ${found} times`
  }. Offer it again, or let shop-contract.ts follow.`;

export function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
