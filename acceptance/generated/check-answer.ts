import type { DocumentedAnswer, Operation } from './document.ts';
import type { Request } from './requests.ts';
import { fromText, violations } from './schema.ts';

/** What came back. */
export interface Answered {
  readonly status: number;
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** What is wrong with an answer, by the document: nothing, when both are right. */
export function faultsOf(operation: Operation, { allowed, asker }: Request, answer: Answered): string[] {
  const { status } = answer;
  const documented = operation.responses[status];
  return [
    ...(status >= 500 ? [`the server failed with ${status}`] : []),
    ...(documented
      ? [...faultsOfHeaders(documented, answer), ...faultsOfBody(documented, answer)]
      : [`status ${status} is not documented`]),
    ...faultsOfDecision(operation, { allowed, asker }, status),
  ];
}

function faultsOfHeaders({ headers }: DocumentedAnswer, answer: Answered): string[] {
  return Object.entries(headers).flatMap(([name, { required, schema }]) => {
    const value = answer.headers[name.toLowerCase()];
    if (value === undefined) return required ? [`the header ${name} is missing`] : [];
    return violations(schema, fromText(schema, String(value))).map((fault) => `header ${name}: ${fault}`);
  });
}

function faultsOfBody({ content }: DocumentedAnswer, { headers, text }: Answered): string[] {
  const type = String(headers['content-type'] ?? '').split(';')[0];
  const types = Object.keys(content);
  if (types.length === 0) return text === '' ? [] : ['there is a body, but none is documented'];
  const schema = content[type ?? '']?.schema;
  if (!schema) return [`the body is ${type || 'of no type'}, documented is ${types.join(', ')}`];
  const body = parsed(text);
  if (body === undefined) return ['the body is no JSON'];
  return violations(schema, body.value).map((fault) => `body: ${fault}`);
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Refusals of a request that is not as the document wants it, whoever asks and whatever the shop holds. */
const MALFORMED = [400, 405, 408, 413, 415, 431];

function faultsOfDecision(
  { secured }: Operation,
  { allowed, asker }: Pick<Request, 'allowed' | 'asker'>,
  status: number,
): string[] {
  const known = asker === 'customer' || asker === 'staff';
  if (secured && !known && status !== 401 && !MALFORMED.includes(status))
    return [`it needs a token, and answered ${status} without one`];
  if (allowed && MALFORMED.includes(status)) return [`what the document allows was refused with ${status}`];
  if (!allowed && status < 400) return [`what the document does not allow was answered with ${status}`];
  return [];
}
