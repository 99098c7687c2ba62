import { describe, expect, test } from 'vitest';
import { UsageError } from '../registry/usage-error.ts';
import { topologyOf } from './topology-of.ts';

describe('what cannot be', () => {
  test.each([
    ['shop', /There is no arm "shop".*Bases: monolith, microservices\. Short names: .*monolith-cluster/],
    ['shop', /^(?!.*slowed)/],
    [
      'monolith+colour=red',
      /^monolith has no choice "colour"\. Valid: calls=direct\|serialized, timeouts=on\|off/,
    ],
    ['microservices+timeout=off', /^microservices has no choice "timeout"\. Did you mean "timeouts"\? Valid/],
    ['microservices+timeouts=of', /^timeouts has no value "of"\. Valid: on, off\.$/],
    ['monolit', /^There is no arm "monolit"\. Did you mean "monolith"\?/],
    [
      'microservices+workers=2',
      /choice workers suits monolith, not microservices.*recommendations=1\|2\|3\|4/,
    ],
    [
      'monolith+balancing=two-choices',
      /^balancing has no value "two-choices"\. Valid: connection, request\./,
    ],
    [
      'microservices+balancing=two-choices',
      /^balancing=two-choices means something only beside one of: transport=grpc, transport=http, transport=tcp\.$/,
    ],
    [
      'microservices+stack=go+transport=grpc',
      /^stack=go means something only beside one of: transport=rabbitmq\.$/,
    ],
    [
      'microservices+stack=python+tracing=on',
      /^stack=python means something only beside one of: tracing=off\.$/,
    ],
    ['monolith+workers=9', /^workers has no value "9"\. Valid: none, 1, 2, 3, 4\./],
    ['monolith+calls=direct+calls=serialized', /makes the choice calls twice/],
    [
      'monolith-cluster+timeouts=off',
      /Choices cannot be added to a short name\. Write it in full: monolith\+workers=2\+…/,
    ],
    [
      '+',
      /"\+" is no arm\. An arm is a base and choices, without spaces, e\.g\. microservices\+timeouts=off/,
    ],
    ['', /is no arm/],
    ['monolith+', /is no arm/],
    ['+calls=direct', /is no arm/],
    ['monolith+calls', /is no arm/],
    ['monolith+calls=', /is no arm/],
    ['monolith+=direct', /is no arm/],
    ['monolith+calls=direct=serialized', /is no arm/],
    ['monolith + calls=direct', /is no arm\. An arm/],
    ['monolith microservices', /is no arm\. Separate arms by commas\./],
    ['monolith\t', /is no arm/],
  ])('%j is refused with what is valid', (text, message) => {
    expect(() => topologyOf(text)).toThrow(UsageError);
    expect(() => topologyOf(text)).toThrow(message);
  });
});
