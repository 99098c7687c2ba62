import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Duties } from '../duties/duties.ts';
import { USUAL_TIMEOUTS } from '../process/call-timeouts.ts';
import { type HttpLimits, USUAL_HTTP_LIMITS } from '../process/limited-server.ts';
import { allowedMethods } from './allowed-methods.ts';
import { Tokens } from './auth/tokens.ts';
import { jsonBody } from './body.ts';
import { LimitedExpress } from './limited-express.ts';
import type { Limit } from './limits/limit.ts';
import { limited } from './limits/limited.ts';
import { accessLog } from './observability/access-log.ts';
import { enterCall, openCall } from './observability/call.ts';
import { requestMetrics } from './observability/metrics.ts';
import { nestLogger } from './observability/nest-logger.ts';
import { obstacleBefore } from './obstacle.ts';
import { documentOf } from './open-api.ts';
import { DOCS } from './operators.ts';
import { ProblemFilter } from './problems/problem-filter.ts';
import { securityHeaders } from './security-headers.ts';

export interface EdgeOptions {
  readonly logger: Logger;
  readonly registry: Registry;
  /** The deadline of a request: it is answered within this time, if only with a problem. ms. */
  readonly requestTimeoutMs?: number;
  /** Whether there are /docs and /openapi.json. */
  readonly operatorPages?: boolean;
  /** What a client may take of the server; tests use short deadlines. */
  readonly limits?: HttpLimits;
  /** Whether the edge logs and counts requests; both without. */
  readonly duties?: Pick<Duties, 'logs' | 'counts'>;
  /** What the edge takes on; everything without. */
  readonly limit?: Limit | undefined;
  /** Whether a proxy of the shop's own, and nobody else, connects to the process: the client is then who the proxy says. */
  readonly behindProxy?: boolean;
  /** What a request of the shop meets before it goes on: a fault of the edge. */
  readonly obstacle?: (() => Promise<void>) | undefined;
}

/**
 * The shop's API as an application that listens to nothing yet.
 * @param root a module that imports `EdgeModule.register(…)`.
 */
export async function createEdge(root: DynamicModule, options: EdgeOptions): Promise<NestExpressApplication> {
  const {
    logger,
    registry,
    requestTimeoutMs = USUAL_TIMEOUTS.requestMs,
    limits = USUAL_HTTP_LIMITS,
    duties = { logs: true, counts: true },
    limit,
    behindProxy = false,
    obstacle,
  } = options;
  const app = await NestFactory.create<NestExpressApplication>(root, new LimitedExpress(limits), {
    logger: nestLogger(logger),
    bodyParser: false,
  });
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  if (behindProxy) app.set('trust proxy', 1);
  app.use(securityHeaders());
  app.use(openCall({ timeoutMs: requestTimeoutMs }));
  if (duties.logs) app.use(accessLog(logger));
  if (duties.counts) app.use(requestMetrics(registry));
  const limiting = limit && limited(limit, app.get(Tokens, { strict: false }), registry);
  if (limiting && limit.looksAt === 'head') app.use(limiting);
  app.use(jsonBody);
  if (limiting && limit.looksAt === 'all') app.use(limiting);
  if (obstacle) app.use(obstacleBefore(obstacle));
  app.use(enterCall);
  const openApi = documentOf(app);
  if (options.operatorPages ?? true)
    SwaggerModule.setup(DOCS, app, openApi, { jsonDocumentUrl: 'openapi.json' });
  app.useGlobalFilters(new ProblemFilter(logger, allowedMethods(openApi)));
  return app;
}
