import type { OutgoingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { order as orderSchema } from './contract.ts';
import { expectInvalid, expectProblem, expectRefused } from './expectations.ts';
import { PASSWORD } from './facts.ts';
import type { Answer } from './http-client.ts';
import type { Shop } from './shop.ts';

/** The greatest body that is read. Bytes. */
const BODY_LIMIT = 64 * 1024;
const JSON_TYPE = { 'content-type': 'application/json' };

export function hostileBodies(shop: () => Shop): void {
  const order = async (body: string | Buffer, headers: OutgoingHttpHeaders = JSON_TYPE): Promise<Answer> => {
    const { token } = await shop().customer();
    return shop().send({ method: 'POST', path: '/orders', body, headers, token });
  };
  const oneLine = '{"lines":[{"sku":"SKU-00001","quantity":1}]}';

  describe('a body', () => {
    it.each([
      ['half an object', '{"lines":['],
      ['single quotes', "{'lines': []}"],
      ['a trailing comma', '{"lines":[],}'],
      ['a comment', '{"lines":[]} // all'],
      ['two documents', '{"lines":[]}{"lines":[]}'],
      ['XML', '<order/>'],
      ['a bare word', 'lines'],
      ['NaN', '{"lines":NaN}'],
      ['a raw line break in text', '{"lines":"a\nb"}'],
      ['a null byte', '\u0000'],
      ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ])('that is not JSON is refused: %s', async (_name, body) => {
      expectProblem(await order(body), 400, 'malformed-json');
    });

    it.each(['null', '"text"', '42', 'true', '', ' ', '[]', '{}'])(
      'that is JSON but no order is refused: %j',
      async (body) => {
        expectProblem(await order(body), 400, 'malformed-json', 'invalid-request');
      },
    );

    it('that is missing is refused', async () => {
      const { token } = await shop().customer();
      const answer = await shop().send({ method: 'POST', path: '/orders', token });
      expectProblem(answer, 400, 'malformed-json', 'invalid-request');
    });

    it.each([
      ['__proto__', `{"lines":[{"sku":"SKU-00001","quantity":1}],"__proto__":{"status":"confirmed"}}`],
      ['__proto__ in a line', `{"lines":[{"sku":"SKU-00001","quantity":1,"__proto__":{"quantity":0}}]}`],
      [
        'constructor',
        `{"lines":[{"sku":"SKU-00001","quantity":1}],"constructor":{"prototype":{"isAdmin":true}}}`,
      ],
      ['toString', `{"lines":[{"sku":"SKU-00001","quantity":1}],"toString":"x"}`],
      ['only __proto__', `{"__proto__":{"lines":[{"sku":"SKU-00001","quantity":1}]}}`],
    ])('cannot reach the prototype: %s', async (_name, body) => {
      expectInvalid(await order(body));
      expect((await shop().get('/health/live')).text).toBe('{"status":"ok"}');
    });

    it('cannot sign anybody in through the prototype', async () => {
      const body = `{"__proto__":{"email":"customer-001@shop.example","password":"${PASSWORD}"}}`;
      expectInvalid(await shop().send({ method: 'POST', path: '/sessions', body, headers: JSON_TYPE }));
    });

    it('nested 10,000 deep is refused without harm', async () => {
      const depth = 10_000;
      for (const body of [
        '['.repeat(depth) + ']'.repeat(depth),
        `{"lines":${'['.repeat(depth)}${']'.repeat(depth)}}`,
        `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
        '['.repeat(depth),
      ]) {
        expectProblem(await order(body), 400, 'malformed-json', 'invalid-request');
      }
    });

    it('of 64 KiB is read, of one byte more is not', async () => {
      const { sku, price } = await shop().product();
      const { token } = await shop().customer(price.amount);
      const body = `{"lines":[{"sku":"${sku}","quantity":1}]}`;
      const send = (length: number) =>
        shop().send({
          method: 'POST',
          path: '/orders',
          body: body.padEnd(length),
          headers: JSON_TYPE,
          token,
        });
      const fits = await send(BODY_LIMIT);
      expect([201, 202], fits.text).toContain(fits.status);
      orderSchema.parse(fits.json());
      expectProblem(await send(BODY_LIMIT + 1), 413, 'body-too-large');
    });

    it('of 5 MB is not read to its end', async () => {
      expectProblem(await order('x'.repeat(5_000_000)), 413, 'body-too-large');
      expectProblem(
        await shop().send({
          method: 'POST',
          path: '/sessions',
          body: '['.repeat(1_000_000),
          headers: JSON_TYPE,
        }),
        413,
        'body-too-large',
      );
    });

    it('that says nothing of its length is measured all the same', async () => {
      const headers = { ...JSON_TYPE, 'transfer-encoding': 'chunked' };
      expectProblem(await order(oneLine.padEnd(BODY_LIMIT + 1), headers), 413, 'body-too-large');
    });

    it('that is small only while it is compressed is too large', async () => {
      const bomb = gzipSync(Buffer.alloc(5_000_000, ' '));
      expect(bomb.length).toBeLessThan(BODY_LIMIT);
      expectProblem(await order(bomb, { ...JSON_TYPE, 'content-encoding': 'gzip' }), 413, 'body-too-large');
    });

    it('that is not compressed as it claims is refused', async () => {
      for (const encoding of ['gzip', 'deflate', 'br']) {
        const refused = expectRefused(await order(oneLine, { ...JSON_TYPE, 'content-encoding': encoding }));
        expect([400, 415]).toContain(refused.status);
      }
      expectProblem(
        await order(oneLine, { ...JSON_TYPE, 'content-encoding': 'rot13' }),
        415,
        'unsupported-media-type',
      );
    });

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'application/jsonp',
      'text/json',
      'json',
      '*/*',
      '',
      ';',
      'application/json; charset=no-such-charset',
    ])('of the type %j is not supported', async (type) => {
      expectProblem(await order(oneLine, { 'content-type': type }), 415, 'unsupported-media-type');
    });

    it('without a type is not supported', async () => {
      expectProblem(await order(oneLine, {}), 415, 'unsupported-media-type');
    });
  });
}
