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
  /** Where packages put it. */
  usualPlaces: z.array(z.string()),
  dockerImage: z.string(),
  debianPackage: z.string(),
  homebrewFormula: z.string(),
});
export type ComponentFacts = z.infer<typeof factsSchema>;

/**
 * The facts of the component in this folder of `lab/src/components`.
 *
 * @throws when there is no such file, or it does not hold what it must
 */
export function factsOf(folder: string): ComponentFacts {
  const file = join(PROJECT_ROOT, 'lab', 'src', 'components', folder, 'component.json');
  return factsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
