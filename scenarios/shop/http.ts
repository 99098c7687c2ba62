import type { HttpRequest, HttpResponse } from '@lab/lab/scenario/workload';

export const get = (path: string, token?: string): HttpRequest => ({
  method: 'GET',
  path,
  ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
});

/** The body of an answer. @throws when it has another status */
export function answered<T>(response: HttpResponse | undefined, status: number): T {
  if (response?.status !== status) {
    throw new Error(`the shop answered ${response?.status}, not ${status}: ${response?.body.slice(0, 300)}`);
  }
  return JSON.parse(response.body) as T;
}
