import { expect, test } from 'vitest';
import { render } from './doctor.ts';

test('the table shows each piece, and the verdict names what stands in the way', () => {
  const finding = {
    piece: 'RabbitMQ',
    state: 'missing',
    found: 'none',
    advice: 'set AMQP_URL',
    needed: true,
  } as const;
  expect(render({ possible: false, findings: [finding] })).toMatch(
    /RabbitMQ.*no.*none.*set AMQP_URL.*No run .*RabbitMQ/s,
  );
  expect(render({ possible: true, findings: [] })).toContain('A run is possible');
});
