/** What the context modules share: the one database, and the events within the process. */
export const DATABASE = Symbol('Database');
export const EVENTS = Symbol('LocalEvents');
/** How they are reached. */
export const CALLS = Symbol('Calls');
