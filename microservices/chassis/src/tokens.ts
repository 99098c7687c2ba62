/** Injection token of the context that a service serves: each has one. */
export const SERVED = Symbol('Served context');
