import { done } from '../../kernel/result.ts';
import type { Interceptor } from '../offer.ts';
import { type Flaw, SOUND } from './flaw.ts';

const deaf: Interceptor = ({ pattern }, next) => (pattern === 'inventory.commit' ? async () => done : next);

/** What must follow the point of no return is answered and not carried out: what confirmed orders hold is never sold. */
export const noCommit: Flaw = { ...SOUND, interceptors: [deaf] };
