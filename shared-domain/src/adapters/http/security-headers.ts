import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { DOCS } from './operators.ts';

/** Helmet's headers with a policy of content that lets nothing run, or be styled, that is not a file of ours. */
export function securityHeaders(): RequestHandler {
  const strict = withPolicy({ 'script-src': ["'self'"], 'style-src': ["'self'"] });
  // Swagger UI starts itself with an inline script, and styles its parts inline.
  const docs = withPolicy({
    'script-src': ["'self'", "'unsafe-inline'"],
    'style-src': ["'self'", "'unsafe-inline'"],
  });
  return (request, response, next) => (isDocs(request.path) ? docs : strict)(request, response, next);
}

const isDocs = (path: string): boolean => path === DOCS || path.startsWith(`${DOCS}/`);

const withPolicy = (directives: Readonly<Record<string, string[]>>): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      // There is no https here to upgrade to.
      directives: { ...directives, 'upgrade-insecure-requests': null },
    },
  });
