/** What any request may be answered with: its body or its headers may be such that nobody wants them, and nothing is free of faults. */
export const ANYWHERE = [400, 408, 413, 415, 431, 500];

/** Every operation of the contract and the statuses that its clients must be prepared for, besides those. */
export const OPERATIONS: Record<string, readonly number[]> = {
  'POST /sessions': [201, 401, 429, 503, 504],
  'GET /products': [200, 429, 503, 504],
  'GET /products/{sku}': [200, 404, 429, 503, 504],
  'GET /products/{sku}/stock': [200, 401, 403, 404, 429, 503, 504],
  'PUT /products/{sku}/price': [200, 401, 403, 404, 429, 503, 504],
  'GET /products/{sku}/recommendations': [200, 404, 429, 503, 504],
  'GET /me/overview': [200, 401, 403, 404, 429, 503, 504],
  'GET /me/wallet': [200, 401, 403, 404, 429, 503, 504],
  'GET /me/notices': [200, 401, 403, 429, 503, 504],
  'GET /me/recommendations': [200, 401, 403, 429, 503, 504],
  'GET /me/data': [200, 401, 403, 429, 503, 504],
  'GET /ledger': [200, 401, 403, 429, 503, 504],
  'POST /orders': [201, 202, 401, 402, 403, 404, 409, 422, 429, 503, 504],
  'GET /orders': [200, 401, 403, 429, 503, 504],
  'GET /orders/{id}': [200, 401, 403, 404, 429, 503, 504],
  'POST /orders/{id}/cancel': [200, 401, 403, 404, 409, 429, 503, 504],
  'GET /health/live': [200],
  'GET /health/ready': [200, 503],
};

/** What answers of a status have, or of an operation with a status. */
export const HEADERS: Record<string, readonly string[]> = {
  401: ['WWW-Authenticate'],
  429: ['Retry-After'],
  503: ['Retry-After'],
  'POST /orders 201': ['Location'],
  'POST /orders 202': ['Location'],
};
