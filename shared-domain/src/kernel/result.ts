/**
 * The outcome of a domain operation. An expected failure is a value with a stable `code`, so that it survives a trip
 * through a message unchanged; throwing is for bugs and for infrastructure that is down (`DependencyFailure`).
 */
export type Result<T, Code extends string> = Ok<T> | Refusal<Code>;

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Refusal<Code extends string> {
  readonly ok: false;
  readonly code: Code;
  /** One sentence for a person, e.g. "only 2 of SKU-0001 are left". */
  readonly detail: string;
}

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
export const done: Ok<null> = ok(null);
export const refused = <Code extends string>(code: Code, detail: string): Refusal<Code> => ({
  ok: false,
  code,
  detail,
});
