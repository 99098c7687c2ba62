import type { RequestHandler } from 'express';
import { DOCS } from './security-headers.ts';

/** For operators: who watches the process must see it as it is, whatever its customers meet. */
const OPERATORS = ['/health', '/metrics', DOCS, '/openapi.json'];

/** Puts something in front of the routes of the shop, and not of those for operators. A request that it fails is answered so. */
export const obstacleBefore =
  (obstacle: () => Promise<void>): RequestHandler =>
  ({ path }, _response, next) => {
    // The router does not look at capitals.
    const asked = path.toLowerCase();
    if (OPERATORS.some((own) => asked === own || asked.startsWith(`${own}/`))) return next();
    obstacle().then(() => next(), next);
  };
