import { INTERVIEW } from './interview.ts';
import { MICROSERVICES } from './microservices.ts';
import { MONOLITH } from './monolith.ts';
import type { Section } from './note.ts';

/** The study notes that the claims are from: all of the text, in its order. */
export const NOTES: readonly Section[] = [...MONOLITH, ...MICROSERVICES, ...INTERVIEW];
