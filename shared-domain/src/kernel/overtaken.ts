/**
 * Somebody else has driven a business process past where this one stands: it has been taken over, or ended. A caller that gets this stops, because
 * going on would do things that no longer follow, such as telling of an order that is not confirmed.
 */
export class Overtaken extends Error {
  constructor(id: string, where: string) {
    super(`${id} has gone on elsewhere: ${where}`);
    this.name = 'Overtaken';
  }
}
