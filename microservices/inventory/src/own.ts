/** Name of this service, and the contexts that it owns. */
export const OWN = { name: 'inventory', contexts: ['inventory'] as const };
