#!/usr/bin/env node
// Removes what services have left under a prefix in a user's server. The guardian runs it for a lab that was killed.
// Arguments: the component's id and the prefix. The server's URL is in the component's variable.
const { COMPONENTS } = await import(new URL('../dist/components/registry.js', import.meta.url).href);

const [id, prefix] = process.argv.slice(2);
const kind = COMPONENTS.get(id);
await kind.forget(process.env[kind.urlVariable], prefix);
