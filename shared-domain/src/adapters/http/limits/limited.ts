import type { Request, RequestHandler, Response } from 'express';
import type { Registry } from 'prom-client';
import { accountOf } from '../auth/signed-in.ts';
import type { Tokens } from '../auth/tokens.ts';
import { showLimited } from '../observability/limit-counts.ts';
import { isForOperators } from '../operators.ts';
import { Problem } from '../problems/problem.ts';
import { kindOf } from './kinds.ts';
import type { Leave, Limit } from './limit.ts';

/** Puts a limit in front of the routes of the shop, and not of those for operators. */
export function limited(limit: Limit, tokens: Tokens, registry: Registry): RequestHandler {
  const count = showLimited(registry);
  return (request, response, next) => {
    if (isForOperators(request.path)) return next();
    const kind = kindOf(request.method, request.path);
    const go = (said: Problem | Leave | undefined): void => {
      const refused = said instanceof Problem;
      count(kind.importance, refused);
      if (!refused && said !== undefined) tellOfItsEnd(response, said);
      next(refused ? said : undefined);
    };
    const said = limit.admit({ kind, client: () => clientOf(request, tokens) });
    if (said instanceof Promise) said.then(go, next);
    else go(said);
  };
}

/**
 * Tells once when the shop has nothing more to do for a request: its answer is made, or nobody waits for it any more. An answer that is made may still
 * wait for others on its connection, or for a client that does not read: it keeps no place meanwhile.
 */
function tellOfItsEnd(response: Response, leave: Leave): void {
  const begun = performance.now();
  let open = true;
  const tell = (status: number | undefined): void => {
    if (!open) return;
    open = false;
    leave({ tookMs: performance.now() - begun, status });
  };
  const { end } = response;
  response.end = ((...given: Parameters<typeof end>) => {
    tell(response.statusCode);
    return end.apply(response, given);
  }) as typeof end;
  response.once('close', () => tell(undefined));
}

/**
 * A customer with a token of ours is counted as that customer, from any address. Any other client counts by its address: that of the socket, or the
 * one that a proxy of the shop's own names. `X-Forwarded-For` of anybody else is not believed: such a client could be a new one with each request.
 */
function clientOf(request: Request, tokens: Tokens): string {
  if (request.headers.authorization !== undefined) {
    const account = accountOf(request, tokens);
    if (!(account instanceof Problem)) return `account:${account.id}`;
  }
  return `address:${request.ip}`;
}
