/** What the context modules share: the one database, and the events within the process. */
export const DATABASE = Symbol('Database');
export const EVENTS = Symbol('LocalEvents');
/** What keeps business processes over several contexts consistent: see `BusinessProcessRunner`. */
export const RUNNER = Symbol('BusinessProcessRunner');
/** What ranks recommendations: see `Ranker`. */
export const RANKER = Symbol('Ranker');
/** How they are offered to the edge and to each other: see `Offer`. */
export const OFFER = Symbol('Offer');
