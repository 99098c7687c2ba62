import type { Choice } from './choice.ts';

const NAME = 'payments';

/**
 * Two instances of payments, one of everything else: so that one can be updated while the other one serves. They consume from one queue and share a
 * database, as those of `recommendations` do.
 */
export const payments: Choice = {
  id: NAME,
  about: { en: 'instances of the service payments', ko: '결제 서비스의 인스턴스 수' },
  bases: ['microservices'],
  default: { id: '1', words: { en: `${NAME} × 1`, ko: '결제 × 1' } },
  alternatives: [{ id: '2', words: { en: `${NAME} × 2`, ko: '결제 × 2' }, instances: { [NAME]: 2 } }],
};
