import { expect, it } from 'vitest';
import { lifelikeRun } from '../../../test/fixtures/lifelike-run.ts';
import { rolesOf } from './roles.ts';

it('tells the arm that a scenario is about from those that explain, and from the baseline run again', () => {
  const files = lifelikeRun('monolith,monolith-serialized,microservices,monolith', 2);
  expect(rolesOf(files)).toEqual({
    main: 'microservices',
    explaining: ['monolith-serialized'],
    again: ['monolith#2'],
  });
  expect(rolesOf(lifelikeRun('monolith,monolith-serialized', 2)).main).toBe('monolith-serialized');
  expect(rolesOf(lifelikeRun('monolith,monolith', 2))).toEqual({
    main: undefined,
    explaining: [],
    again: ['monolith#2'],
  });
  expect(rolesOf(lifelikeRun('monolith', 2)).main).toBeUndefined();
});
