import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { callOf } from './call.ts';

/** One line per request, at `info`. Headers are left out: they carry tokens. */
export const accessLog = (logger: Logger): RequestHandler =>
  pinoHttp({
    logger,
    genReqId: (_request, response) => callOf(response as Response).correlationId,
    customAttributeKeys: { reqId: 'correlationId' },
    quietReqLogger: true,
    serializers: {
      req: ({ method, url }: IncomingMessage) => ({ method, url }),
      res: ({ statusCode }: ServerResponse) => ({ statusCode }),
    },
  });
