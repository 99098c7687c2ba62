import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PROJECT_ROOT } from '../host/project-root.ts';

/** `component.json` of a component's folder: plain data, so that it can be read where nothing is installed or built. */
const factsSchema = z.strictObject({
  /** As topologies and resource records name it, e.g. `rabbitmq`. */
  id: z.string(),
  /** As people name it. */
  name: z.string(),
  /** The environment variable that names a server of the user's. */
  urlVariable: z.string(),
  exampleUrl: z.string(),
  /** The server's program: names on PATH. */
  programs: z.array(z.string()),
  /** Where packages put it; `~/` is the user's own folder, `$NAME/` one that a variable names. */
  usualPlaces: z.array(z.string()),
  /** What the program runs, where that is no part of it: one of these files or folders must be there, too. Written as the places above. */
  libraries: z.array(z.string()).optional(),
  /** This and the next three: how to get it where it is not. A component whose program the lab brings along has none of these. */
  dockerImage: z.string().optional(),
  /** Names of packages, separated by spaces; none where Debian has none. */
  debianPackage: z.string().optional(),
  /** What builds or fetches it, when the user asks for that; nothing for most. */
  build: z.string().optional(),
  homebrewFormula: z.string().optional(),
});
export type ComponentFacts = z.infer<typeof factsSchema>;

/** Of a server that others make: Docker and Homebrew have all of these. */
const installableSchema = factsSchema.required({ dockerImage: true, homebrewFormula: true });
export type InstallableFacts = z.infer<typeof installableSchema>;

/**
 * The facts of the component in this folder of `lab/src/components`.
 *
 * @throws when there is no such file, or it does not hold what it must
 */
export const factsOf = (folder: string): ComponentFacts => factsSchema.parse(readFacts(folder));

/** The same, of one that can be installed. */
export const installableFactsOf = (folder: string): InstallableFacts =>
  installableSchema.parse(readFacts(folder));

function readFacts(folder: string): unknown {
  const file = join(PROJECT_ROOT, 'lab', 'src', 'components', folder, 'component.json');
  return JSON.parse(readFileSync(file, 'utf8'));
}
