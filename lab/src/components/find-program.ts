import { homedir } from 'node:os';
import { findOnPath, isExecutable, isReadable } from '../host/processes/executable.ts';
import type { ComponentFacts } from './facts.ts';

/** A component's program: where packages put it, or on PATH. Undefined where what it runs is not there, too. */
export async function findProgram({
  usualPlaces,
  programs,
  libraries,
}: Pick<ComponentFacts, 'usualPlaces' | 'programs' | 'libraries'>): Promise<string | undefined> {
  if (libraries && (await findLibrary(libraries)) === undefined) return undefined;
  for (const place of usualPlaces.flatMap(onThisMachine)) if (await isExecutable(place)) return place;
  for (const program of programs) {
    const found = await findOnPath(program);
    if (found) return found;
  }
  return undefined;
}

/** The first of these that is there. */
export async function findLibrary(places: readonly string[]): Promise<string | undefined> {
  for (const place of places.flatMap(onThisMachine)) if (await isReadable(place)) return place;
  return undefined;
}

/** A place as facts have it: `~/` is the user's own folder, `$NAME/` the one that a variable names. None where that is not set. */
function onThisMachine(place: string): string[] {
  const [, name, rest] = /^\$(\w+)(\/.*)$/.exec(place) ?? [];
  if (name === undefined) return [place.replace(/^~/, homedir())];
  const folder = process.env[name];
  return folder ? [`${folder}${rest}`] : [];
}
