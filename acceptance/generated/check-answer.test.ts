import { describe, expect, it } from 'vitest';
import { type Answered, faultsOf } from './check-answer.ts';
import { type Operation, operationsOf } from './document.ts';
import type { Request } from './requests.ts';

const json = (schema: object) => ({ 'application/json': { schema } });
const problem = {
  'application/problem+json': { schema: { type: 'object', properties: { code: {} }, required: ['code'] } },
};
const wait = { 'Retry-After': { description: '', required: true, schema: { type: 'integer', minimum: 1 } } };
const thing = {
  type: 'object',
  properties: { id: { type: 'string' }, price: { type: 'integer', nullable: true } },
  required: ['id', 'price'],
  additionalProperties: false,
};

const [operation] = operationsOf({
  paths: {
    '/things': {
      post: {
        security: [{ bearer: [] }],
        responses: {
          200: { description: '', content: json(thing) },
          204: { description: '' },
          400: { description: '', content: problem },
          401: { description: '', content: problem },
          403: { description: '', content: problem },
          503: { description: '', content: problem, headers: wait },
        },
      },
    },
  },
}) as [Operation];

const GOOD: Answered = {
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  text: '{"id":"1","price":null}',
};
const REFUSAL: Answered = {
  status: 400,
  headers: { 'content-type': 'application/problem+json' },
  text: '{"code":"no"}',
};
const by = (given: Partial<Request>): Request => ({
  allowed: true,
  asker: 'customer',
  ask: { path: '/things' },
  ...given,
});
const faults = (answer: Partial<Answered>, request: Partial<Request> = {}) =>
  faultsOf(operation, by(request), { ...GOOD, ...answer }).join('\n');

describe('an answer that is as documented', () => {
  it.each<[string, Answered, Partial<Request>]>([
    ['a success', GOOD, {}],
    ['a success without a body', { status: 204, headers: {}, text: '' }, {}],
    ['a refusal of what is not allowed', REFUSAL, { allowed: false }],
    ['a refusal of who has no token', { ...REFUSAL, status: 401 }, { asker: 'nobody' }],
    ['a refusal of who may not', { ...REFUSAL, status: 403 }, {}],
  ])('has no fault: %s', (_name, answer, request) => {
    expect(faults(answer, request)).toBe('');
  });
});

describe('an answer that is not as documented', () => {
  const later = { 'content-type': 'application/problem+json', 'retry-after': 'tomorrow' };

  it.each<[string, Partial<Answered>, RegExp]>([
    ['a status that nobody has heard of', { status: 418 }, /^status 418 is not documented$/],
    ['a failure of the server, documented or not', { ...REFUSAL, status: 503 }, /server failed with 503/],
    ['another media type', { headers: { 'content-type': 'text/html' } }, /body is text\/html/],
    ['no media type', { headers: {} }, /body is of no type/],
    ['a body that is no JSON', { text: '<p>' }, /body is no JSON/],
    ['no body', { text: '' }, /body is no JSON/],
    ['a body where there is none', { status: 204 }, /there is a body, but none is documented/],
    ['a field that is missing', { text: '{"id":"1"}' }, /required property 'price'/],
    ['a field too many', { text: '{"id":"1","price":1,"cost":1}' }, /additional properties/],
    ['a field of another type', { text: '{"id":1,"price":1}' }, /\/id must be string/],
    ['a header that is missing', { ...REFUSAL, status: 503 }, /header Retry-After is missing/],
    ['a header that says nothing', { ...REFUSAL, status: 503, headers: later }, /header Retry-After: /],
  ])('has a fault: %s', (_name, answer, fault) => {
    expect(faults(answer)).toMatch(fault);
  });

  it.each<[string, Partial<Answered>, Partial<Request>, RegExp]>([
    ['what is allowed is refused', REFUSAL, {}, /what the document allows was refused with 400/],
    ['what is not allowed is done', {}, { allowed: false }, /does not allow was answered with 200/],
    ['nobody needs to sign in', {}, { asker: 'nobody' }, /needs a token, and answered 200 without one/],
    ['any token will do', {}, { asker: 'stranger' }, /needs a token, and answered 200 without one/],
  ])('has a fault: %s', (_name, answer, request, fault) => {
    expect(faults(answer, request)).toMatch(fault);
  });
});

describe('a document', () => {
  const of = (schema: object) => ({
    paths: { '/': { get: { responses: { 200: { description: '', content: json(schema) } } } } },
  });

  it('with a word in a schema that would be passed over is not taken', () => {
    const [strange] = operationsOf(of({ type: 'array', items: { type: 'string', not: {} } })) as [Operation];
    expect(() => faultsOf(strange, by({}), { ...GOOD, text: '[]' })).toThrow('does not know "not"');
  });

  it('with a sort of status or media that requests cannot be held against is not taken', () => {
    expect(() => operationsOf({ paths: { '/': { get: { responses: { default: {} } } } } })).toThrow();
  });
});
