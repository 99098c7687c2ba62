import { expect, it } from 'vitest';
import { conformance } from './conformance.ts';

conformance('versions', (database) => {
  const next = () => database().unitOfWork.write(() => database().versions.next());

  it('ascend from 1, and the last one is known', async () => {
    expect(await database().versions.last()).toBe(0);
    expect([await next(), await next(), await next()]).toEqual([1, 2, 3]);
    expect(await database().versions.last()).toBe(3);
  });

  it('are no two changes the same, however many are made at once', async () => {
    const numbers = await Promise.all(Array.from({ length: 20 }, next));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('are not seen by others before their change is, and not used up by one that is undone', async () => {
    const failing = database().unitOfWork.write(async () => {
      await database().versions.next();
      throw new Error('boom');
    });
    await expect(failing).rejects.toThrow('boom');
    expect(await database().versions.last()).toBe(0);
    expect(await next()).toBe(1);
  });
});
