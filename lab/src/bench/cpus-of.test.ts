import { describe, expect, it } from 'vitest';
import { UsageError } from '../registry/usage-error.ts';
import { topologyOf } from '../topologies/topology-of.ts';
import { cpusOf } from './cpus-of.ts';

const few = { arms: '0', driver: '1' };

describe('the CPUs of an arm', () => {
  it('are those of all arms, unless it is to have another number of them', () => {
    expect(cpusOf(topologyOf('monolith'), few)).toBe(few);
    expect(cpusOf(topologyOf('monolith'), undefined)).toBeUndefined();
    expect(cpusOf(topologyOf('monolith+cpus=2'), few)).toEqual({ arms: '0-1', driver: '1' });
    const many = { arms: '0-5', driver: '6-7' };
    expect(cpusOf(topologyOf('microservices+timeouts=off+cpus=1'), many)).toEqual({ ...many, arms: '0' });
  });

  it('are refused where there are not so many', () => {
    const two = topologyOf('monolith+cpus=2');
    expect(() => cpusOf(two, undefined)).toThrow(UsageError);
    expect(() => cpusOf(two, undefined)).toThrow(
      'monolith+cpus=2 is to have 2 CPUs, and this machine cannot',
    );
    expect(() => cpusOf({ ...two, cpus: 3 }, few)).toThrow('there are not so many');
  });
});
