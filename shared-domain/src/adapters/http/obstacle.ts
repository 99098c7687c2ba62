import type { RequestHandler } from 'express';
import { isForOperators } from './operators.ts';

/** Puts something in front of the routes of the shop, and not of those for operators. A request that it fails is answered so. */
export const obstacleBefore =
  (obstacle: () => Promise<void>): RequestHandler =>
  ({ path }, _response, next) => {
    if (isForOperators(path)) return next();
    obstacle().then(() => next(), next);
  };
