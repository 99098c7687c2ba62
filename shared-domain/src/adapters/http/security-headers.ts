import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Helmet's headers, but for what the documentation page cannot live with on a plain loopback address. */
export const securityHeaders = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      directives: {
        // Swagger UI starts itself with an inline script.
        'script-src': ["'self'", "'unsafe-inline'"],
        // There is no https here to upgrade to.
        'upgrade-insecure-requests': null,
      },
    },
  });
