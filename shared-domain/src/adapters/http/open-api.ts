import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { CORRELATION_ID } from './observability/call.ts';
import { problemResponses } from './problems/api-problems.ts';

const DESCRIPTION = `One shop, the same API whether it is deployed as a monolith or as microservices.

An error is a problem document (RFC 9457); its \`code\` is stable. A path that is not here is answered with 404, another method of a path
that is here with 405 and the path's methods in \`Allow\`. HEAD is answered where there is GET, OPTIONS everywhere.`;

/** What any request may be answered with, as it may come with a body or headers that nobody wants, and as nothing is free of faults. */
const ANYWHERE = [
  'invalid-request',
  'malformed-json',
  'request-timeout',
  'body-too-large',
  'unsupported-media-type',
  'headers-too-large',
  'internal-error',
] as const;

/** The headers of every answer. One to a request that could not be read has no timings: nobody has worked at it. */
const HEADERS = {
  'X-Correlation-Id': {
    description: 'Names the request in the logs. A client may send one of its own under this name',
    required: true,
    schema: { type: 'string', pattern: CORRELATION_ID.source },
  },
  'Server-Timing': {
    description: 'Where the time went (W3C Server Timing)',
    required: false,
    schema: { type: 'string', minLength: 1 },
  },
} as const;

/** @returns the OpenAPI document, made when it is first asked for: that takes longer than a start should. */
export function documentOf(app: INestApplication): () => OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Shop')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'The token that POST /sessions gives',
    })
    .addGlobalResponse(...problemResponses(...ANYWHERE))
    .build();
  let made: OpenAPIObject | undefined;
  return () => {
    made ??= withHeaders(SwaggerModule.createDocument(app, config));
    return made;
  };
}

function withHeaders(document: OpenAPIObject): OpenAPIObject {
  for (const { responses } of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    for (const response of Object.values<{ headers?: object }>(responses))
      response.headers = { ...HEADERS, ...response.headers };
  }
  return document;
}
