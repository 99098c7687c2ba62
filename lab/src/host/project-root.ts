import { fileURLToPath } from 'node:url';

/** The project's root folder; the same distance from `lab/src` and from `lab/dist`. */
export const PROJECT_ROOT = fileURLToPath(new URL('../../..', import.meta.url));
