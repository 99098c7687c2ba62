import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { z } from 'zod';
import { type Problem, problem } from './contract.ts';
import type { Answer } from './http-client.ts';

const describeAnswer = ({ ask, status, text }: Answer): string =>
  `${ask.method ?? 'GET'} ${ask.path.slice(0, 120)} answered ${status} ${text.slice(0, 600)}`;

/** The answer's body, of exactly this shape, under this status. */
export function expectJson<Schema extends z.ZodType>(
  answer: Answer,
  status: number,
  schema: Schema,
): z.infer<Schema> {
  expect(answer.status, describeAnswer(answer)).toBe(status);
  expect(answer.headers['content-type'], describeAnswer(answer)).toMatch(/^application\/json\b/);
  const parsed = schema.safeParse(answer.json());
  if (!parsed.success) expect.fail(`${describeAnswer(answer)}\n${parsed.error.message}`);
  return parsed.data;
}

/** Words that only an answer which leaks its inside would hold. */
const INTERNALS = /node_modules|\bat \S+ \(|\.[jt]s:\d+|SQLITE|QueryFailed|TypeORM|amqp|ECONN|Cannot read/i;

/** The answer is a problem document (RFC 9457) with this status and one of these codes. */
export function expectProblem(
  answer: Answer,
  status: number | readonly number[],
  ...codes: string[]
): Problem {
  const allowed = typeof status === 'number' ? [status] : status;
  expect(allowed, describeAnswer(answer)).toContain(answer.status);
  expect(answer.headers['content-type'], describeAnswer(answer)).toMatch(/^application\/problem\+json\b/);
  const parsed = problem.safeParse(answer.json());
  if (!parsed.success) expect.fail(`${describeAnswer(answer)}\n${parsed.error.message}`);
  const found = parsed.data;
  expect(codes, describeAnswer(answer)).toContain(found.code);
  expect(found.type).toBe(`urn:shop:problem:${found.code}`);
  expect(found.status).toBe(answer.status);
  expect(found.correlationId, 'the body and the header name the same request').toBe(
    answer.headers['x-correlation-id'],
  );
  expect(answer.text, 'an answer must not show how the shop is built').not.toMatch(INTERNALS);
  return found;
}

/** A 400 that says which field is wrong. */
export function expectInvalid(answer: Answer, path?: string | RegExp): Problem {
  const found = expectProblem(answer, 400, 'invalid-request');
  expect(found.errors?.length, describeAnswer(answer)).toBeGreaterThan(0);
  if (path !== undefined) {
    const matches = (candidate: string) =>
      typeof path === 'string' ? candidate === path : path.test(candidate);
    expect(
      found.errors?.some((error) => matches(error.path)),
      `${path} among ${answer.text}`,
    ).toBe(true);
  }
  return found;
}

/** The client's fault, told as a problem: never a success, never a server error. */
export function expectRefused(answer: Answer): Problem {
  expect(answer.status, describeAnswer(answer)).toBeGreaterThanOrEqual(400);
  expect(answer.status, describeAnswer(answer)).toBeLessThan(500);
  return expectProblem(answer, answer.status, ...[problem.parse(answer.json()).code]);
}

/**
 * Looks until `probe` gives something, for what the contract promises to happen soon but not at once.
 * @param description what is waited for, for the error.
 */
export async function eventually<T>(
  description: string,
  probe: () => Promise<T | undefined>,
  withinMs = 10_000,
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() >= giveUpAt) throw new Error(`waited ${withinMs} ms in vain for: ${description}`);
    await delay(25);
  }
}
