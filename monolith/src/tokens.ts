/** What the context modules share: the one database, and the events within the process. */
export const DATABASE = Symbol('Database');
export const EVENTS = Symbol('LocalEvents');
/** How they are offered to the edge and to each other: see `Offer`. */
export const OFFER = Symbol('Offer');
