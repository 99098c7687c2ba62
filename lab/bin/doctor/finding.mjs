// @ts-check

/**
 * One thing that the lab can use.
 *
 * @typedef {object} Finding
 * @property {string} id what a scenario's `needs.json` calls it, e.g. `cpu-quotas`, `rabbitmq`
 * @property {string} name
 * @property {'found' | 'limited' | 'missing'} state
 * @property {string} found what was found, in a few words
 * @property {string} enables what it is for
 * @property {string} [remedy] how to get it, or more of it; nobody is told of one that is found
 */

export const GIB = 2 ** 30;

/** @param {number} bytes */
export const gibibytes = (bytes) => `${(bytes / GIB).toFixed(1)} GiB`;

/**
 * A text of another program, without what may be a password in its URLs. A password may itself hold `@`, `/` or `#`: all from the
 * scheme to the last `@` of the word goes.
 *
 * @param {string} text
 */
export const withoutCredentials = (text) => text.replaceAll(/:\/\/\S*@/g, '://***@');
