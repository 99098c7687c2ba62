import { saying } from './source-lines.ts';

/** What a change touches. Tests are not in it, and neither is what a tool writes. */
interface PatchSize {
  readonly files: number;
  /** Lines added and lines removed that say something, see {@link saying}. */
  readonly lines: number;
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
  let [lines, contracts] = [0, 0];
  for (const part of parts) {
    const path = /^a\/(\S+) b\//.exec(part)?.[1] ?? '';
    if (TEST.test(path) || GENERATED.test(path)) continue;
    files.add(path);
    const body = part.split('\n').slice(part.split('\n').findIndex((line) => line.startsWith('@@')));
    const [added, removed] = ['+', '-'].map((sign) =>
      saying(body.flatMap((line) => (line.startsWith(sign) ? [line.slice(1)] : []))),
    ) as [string[], string[]];
    lines += added.length + removed.length;
    contracts += added.filter((line) => CONTRACT.test(line)).length;
  }
  return { files: files.size, lines, contracts };
}
