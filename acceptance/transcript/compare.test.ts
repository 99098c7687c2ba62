import { describe, expect, it } from 'vitest';
import { compareTranscripts } from './compare.ts';
import { Placeholders } from './placeholders.ts';
import type { Entry } from './transcript.ts';

const entry: Entry = {
  step: 'a product',
  request: 'GET /products/SKU-00001',
  status: 200,
  headers: { 'content-type': 'application/json', vary: 'Origin' },
  body: { sku: 'SKU-00001', price: { amount: 1, currency: 'EUR' } },
};

describe('comparing transcripts', () => {
  it('finds nothing between equals', () => {
    expect(compareTranscripts([entry], [structuredClone(entry)])).toEqual([]);
  });

  it('tells every difference with its place', () => {
    const other = {
      ...entry,
      status: 404,
      headers: { 'content-type': 'text/html' },
      body: { sku: 'SKU-00001', price: { amount: 2 } },
    };
    const [found = ''] = compareTranscripts([entry], [other]);
    expect(found.split('\n').map((line) => line.trim())).toEqual([
      'step 1 "a product", GET /products/SKU-00001',
      'status: 200 here, 404 there',
      'headers.content-type: "application/json" here, "text/html" there',
      'headers.vary: "Origin" here, nothing there',
      'body.price.amount: 1 here, 2 there',
      'body.price.currency: "EUR" here, nothing there',
    ]);
  });

  it('notices fields in another order', () => {
    const other = { ...entry, body: { price: { amount: 1, currency: 'EUR' }, sku: 'SKU-00001' } };
    expect(compareTranscripts([entry], [other])).toHaveLength(1);
  });

  it('notices a missing step', () => {
    expect(compareTranscripts([entry, entry], [entry])).toHaveLength(1);
  });

  it('lets a pending order pass only where that is allowed', () => {
    const placed = { ...entry, request: 'POST /orders', status: 201 };
    const pending = { ...placed, status: 202, body: { status: 'pending' } };
    expect(compareTranscripts([placed], [pending], ['order-still-pending'])).toEqual([]);
    expect(compareTranscripts([placed], [pending])).toHaveLength(1);
    expect(compareTranscripts([entry], [{ ...entry, status: 202 }], ['order-still-pending'])).toHaveLength(1);
  });
});

describe('placeholders', () => {
  it('number ids in the order of appearance and hide times and tokens', () => {
    const placeholders = new Placeholders();
    const [one, two] = ['01890a5d-ac96-774b-bcce-b302099a8057', '01890a5d-ac96-774b-bcce-b302099a8058'];
    expect(placeholders.text(`/orders/${one} ${two}`)).toBe('/orders/<id 1> <id 2>');
    expect(placeholders.json({ id: two, at: ['2026-01-01T00:00:00.000Z'], n: 1 })).toEqual({
      id: '<id 2>',
      at: ['<time>'],
      n: 1,
    });
    expect(placeholders.text('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_1')).toBe('<token>');
  });
});
