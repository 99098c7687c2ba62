import { expect, it } from 'vitest';
import { madeTrial } from '../../test/fixtures/made-trials.ts';
import { growthWarnings } from './component-growth.ts';

const ARM = { name: 'microservices', topology: 'microservices' };

const trials = (megabytes: readonly number[], process = 'rabbitmq') =>
  megabytes.map((mb, index) => {
    const trial = madeTrial({ number: index + 1, round: index + 1, arm: ARM, ms: 1 });
    if (!trial.resources) throw new Error('a made trial has resources');
    const idle = [{ process, bytes: mb * 1024 * 1024 }];
    return { ...trial, resources: { ...trial.resources, idle } };
  });

it('tells of a component that holds more memory in each round', () => {
  expect(growthWarnings(trials([118, 122, 126, 131, 140, 152]))).toEqual([
    {
      en: expect.stringMatching(/^RabbitMQ lives .* began with 120 MB of it, the last with 146 MB\./),
      ko: expect.stringMatching(/^RabbitMQ.* 120 MB, .* 146 MB/),
    },
  ]);
});

it('takes the rounds in their order, however they are stored, and valid ones alone', () => {
  const grown = trials([118, 118, 118, 150]);
  expect(growthWarnings(grown.toReversed())).toHaveLength(1);
  expect(growthWarnings(grown.map((trial) => ({ ...trial, valid: trial.round < 4 })))).toEqual([]);
});

it('says nothing of what stays as it is, of few rounds, and of a process of the arm itself', () => {
  expect(growthWarnings(trials([118, 119, 117, 121, 120, 122]))).toEqual([]);
  expect(growthWarnings(trials([118, 152]))).toEqual([]);
  expect(growthWarnings(trials([118, 130, 152], 'gateway'))).toEqual([]);
});
