import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const versioned = z.looseObject({ schema: z.number() });

/** A file that is not what it was when it was written, e.g. because it was cut short. */
export class DamagedFile extends Error {
  constructor(
    readonly path: string,
    why: string,
  ) {
    super(`${path} is damaged: ${why}`);
    this.name = 'DamagedFile';
  }
}

/**
 * Reads a file of a run.
 *
 * @returns undefined when there is no such file
 * @throws {DamagedFile}; an error that names the file, when it is of a schema that this version does not know
 */
export async function readJson<T>(
  path: string,
  schema: z.ZodType<T>,
  known: readonly number[] = [1],
): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    if (error.code === 'EISDIR') throw new DamagedFile(path, 'it is a folder');
    throw error;
  });
  if (text === undefined) return undefined;
  const json = parse(text, path);
  const version = versioned.safeParse(json);
  if (version.success && !known.includes(version.data.schema))
    throw new Error(
      `${path} has schema ${version.data.schema}; this version of the lab reads schema ${known.join(' and ')} only.`,
    );
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new DamagedFile(path, z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' '));
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DamagedFile(path, error instanceof Error ? error.message : String(error));
  }
}
