/** What no other attempt would mend: a run that meets it fails at once, with its message. */
export class Hopeless extends Error {}
