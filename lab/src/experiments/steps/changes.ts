import { randomBytes } from 'node:crypto';
import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodeBase } from './code-base.ts';
import { homeOf } from './layout.ts';
import type { Change } from './settings.ts';
import { CONTEXT_BODY, KERNEL_SIGNATURE } from './shop-contract.ts';
import { CHANGED_CONTEXT } from './shop-sources.ts';
import { replaceOnce } from './source-tree.ts';

/** A change that has been made to a code base. */
export interface AppliedChange {
  readonly change: Change;
  /** The file that was edited, relative to the code base's root. */
  readonly edited: string | undefined;
  /** What the edited code says when it runs, in a test or in a process: nobody else says it. */
  readonly marker: string | undefined;
  /** What the edit adds to the declarations that others compile against. */
  readonly declared: string | undefined;
  /** Takes back the sources, and what the compiler has made of them. */
  undo(): Promise<void>;
}

/**
 * Makes a change to a code base, as a developer's editor would. It is there when this resolves; nothing has been built.
 *
 * @throws when the place to be edited is not what it was expected to be
 */
export async function applyChange(codeBase: CodeBase, change: Change): Promise<AppliedChange> {
  const restore = () => codeBase.outputs.restore();
  const nothing = { change, edited: undefined, marker: undefined, declared: undefined, undo: restore };
  if (change === 'clean') await codeBase.outputs.removeAll();
  if (change === 'clean' || change === 'no-op') return nothing;
  const name = `change_${randomBytes(4).toString('hex')}`;
  const edit = change === 'service-body' ? bodyOfContext(codeBase, name) : ofKernel(change, name);
  const path = join(codeBase.root, edit.file);
  const [before, { mtime }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
  await writeFile(path, edit.apply(before));
  const undo = async () => {
    await writeFile(path, before);
    await utimes(path, mtime, mtime);
    await restore();
  };
  return { change, edited: edit.file, marker: name, declared: edit.declared, undo };
}

interface Edit {
  readonly file: string;
  readonly declared: string | undefined;
  apply(text: string): string;
}

function bodyOfContext({ side }: CodeBase, name: string): Edit {
  const file = `${homeOf(side, CHANGED_CONTEXT)}/${CHANGED_CONTEXT}-service.ts`;
  const place = CONTEXT_BODY.text;
  return {
    file,
    declared: undefined,
    apply: (text) => replaceOnce(text, place, `${place}  console.info('${name}');\n`, file),
  };
}

/** A statement of the module; for the signature also a parameter that callers may give, so that all still compile. */
function ofKernel(change: 'domain-body' | 'domain-signature', name: string): Edit {
  const { file, text: parameters } = KERNEL_SIGNATURE;
  const say = (text: string) => `${text}\nconsole.info('${name}');\n`;
  if (change === 'domain-body') return { file, declared: undefined, apply: say };
  const more = parameters.replace('detail: string', `detail: string, _${name}?: string`);
  return { file, declared: `_${name}`, apply: (text) => say(replaceOnce(text, parameters, more, file)) };
}
