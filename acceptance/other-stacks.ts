import { fileURLToPath } from 'node:url';
import { stackOf, whyNotBuilt } from '@lab/lab/topologies/stacks/stack';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What recommendations are written in besides Nest, by the values of the choice `stack`. */
export const OTHER_STACKS = ['go', 'python'] as const;
export type OtherStack = (typeof OTHER_STACKS)[number];

/**
 * The shop with recommendations on a stack, for tests of what it answers: without timeouts, a page leaves nothing out because a slow language
 * has worked on it for half a second on a busy machine.
 */
export const patientShop = (id: OtherStack): string => `microservices+timeouts=off+stack=${id}`;

/** Why a test that needs the program of a stack cannot have it; undefined where it can. */
export const whyNoStack = (id: OtherStack): string | undefined => whyNotBuilt(stackOf(id), ROOT)?.en;
