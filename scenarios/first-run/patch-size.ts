import { saying } from './source-lines.ts';

/** What a change touches. What a tool writes is not in it. */
interface PatchSize {
  readonly files: number;
  /** Lines added and lines removed that say something, see {@link saying}. */
  readonly lines: number;
  /** The same of tests, and of what only tests use, which `lines` and `files` leave out. */
  readonly tests: number;
  /** Operations of the HTTP API, and messages between processes, that are new. */
  readonly contracts: number;
}

const TEST = /\.test\.ts$|^acceptance\//;
const GENERATED = /(?:^|\/)package-lock\.json$/;
/** An operation of the API, a message of a service, a call of gRPC. */
const CONTRACT = /@(?:Get|Post|Put|Patch|Delete|MessagePattern)\(|^\s*rpc \w+\(/;

/** @param patches as git writes them; a file that several of them touch counts once */
export function patchSize(patches: readonly string[]): PatchSize {
  const parts = patches.flatMap((patch) => patch.split(/^diff --git /m).slice(1));
  const files = new Set<string>();
  let [lines, tests, contracts] = [0, 0, 0];
  for (const part of parts) {
    const path = /^a\/(\S+) b\//.exec(part)?.[1] ?? '';
    if (GENERATED.test(path)) continue;
    const body = part.split('\n').slice(part.split('\n').findIndex((line) => line.startsWith('@@')));
    const [added, removed] = ['+', '-'].map((sign) =>
      saying(body.flatMap((line) => (line.startsWith(sign) ? [line.slice(1)] : []))),
    ) as [string[], string[]];
    const touched = added.length + removed.length;
    if (TEST.test(path)) {
      tests += touched;
      continue;
    }
    files.add(path);
    lines += touched;
    contracts += added.filter((line) => CONTRACT.test(line)).length;
  }
  return { files: files.size, lines, tests, contracts };
}
