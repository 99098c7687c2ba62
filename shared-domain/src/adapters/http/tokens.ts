/** Injection tokens: the edge asks for a context by its token, each deployment binds it to what it has. */
export const CATALOG = Symbol('Catalog');
export const INVENTORY = Symbol('Inventory');
export const ORDERS = Symbol('Orders');
export const PAYMENTS = Symbol('Payments');
export const NOTIFICATIONS = Symbol('Notifications');
export const RECOMMENDATIONS = Symbol('Recommendations');
export const IDENTITY = Symbol('Identity');
export const READINESS = Symbol('Readiness');
/** How long a page waits for a part that it can do without. ms. */
export const OPTIONAL_PART_MS = Symbol('Optional part, ms');
/** The same contexts as pages show them: by way of a cache, where the deployment has one. */
export const SHOWN_CATALOG = Symbol('Catalog, as pages show it');
export const SHOWN_RECOMMENDATIONS = Symbol('Recommendations, as pages show them');
