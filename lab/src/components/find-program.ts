import { findOnPath, isExecutable } from '../host/processes/executable.ts';
import type { ComponentFacts } from './facts.ts';

/** A component's program: where packages put it, or on PATH. */
export async function findProgram({
  usualPlaces,
  programs,
}: Pick<ComponentFacts, 'usualPlaces' | 'programs'>): Promise<string | undefined> {
  for (const place of usualPlaces) if (await isExecutable(place)) return place;
  for (const program of programs) {
    const found = await findOnPath(program);
    if (found) return found;
  }
  return undefined;
}
