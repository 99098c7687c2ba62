import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { REFUSED } from '../direct/wire.ts';
import { failureOf, TYPE } from './failure.ts';

const failed = (code: status, details: string, type?: string): ServiceError => {
  const metadata = new Metadata();
  if (type !== undefined) metadata.set(TYPE, type);
  return Object.assign(new Error(details), { code, details, metadata });
};
const [HERE, LEFT] = [{ hasLeft: false }, { hasLeft: true }];

describe('a call that has failed', () => {
  it('may have been carried out, once it was given to a connection', () => {
    for (const code of [status.UNAVAILABLE, status.CANCELLED, status.INTERNAL, status.RESOURCE_EXHAUSTED])
      expect(failureOf(failed(code, 'gone'), 'catalog.find', LEFT)).toEqual({ kind: 'lost', why: 'gone' });
  });

  it('has not reached anybody while it waited here; who was asked is left alone unless it was taken back', () => {
    expect(failureOf(failed(status.UNAVAILABLE, 'no way'), 'catalog.find', HERE)).toEqual({
      ...{ kind: 'unsent', why: 'no way' },
      busy: false,
    });
    expect(failureOf(failed(status.CANCELLED, 'given up'), 'catalog.find', HERE)).toMatchObject({
      kind: 'unsent',
      busy: true,
    });
  });

  it('was refused, where the server says that it has not begun the stream', () => {
    const refused = failed(status.UNAVAILABLE, 'Stream refused by server');
    expect(failureOf(refused, 'catalog.find', LEFT)).toMatchObject({ kind: 'reply', type: REFUSED });
  });

  it('was answered, where a reply came with the failure', () => {
    const reply = failed(status.ABORTED, '{"code":"failed"}', 'error');
    expect(failureOf(reply, 'catalog.find', LEFT)).toMatchObject({ kind: 'reply', type: 'error' });
  });
});
