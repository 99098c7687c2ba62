import { fileURLToPath } from 'node:url';
import { acquireGuardian } from '../host/processes/guardian.ts';
import { runEnvironment } from '../host/processes/run-environment.ts';
import {
  type AcquireOptions,
  type ComponentKind,
  CredentialsRefused,
  MissingComponent,
  type Server,
  UnavailableComponent,
  UnfitServer,
} from './component.ts';
import { prefixNamespaces } from './prefix-namespaces.ts';
import { isClear, schemeOf, shownUrl, withoutSecrets } from './urls.ts';

const ANSWER_MS = 5_000;
// The same path from src/components and from dist/components.
const FORGET = fileURLToPath(new URL('../../bin/forget.js', import.meta.url));

/**
 * The server that the user named. It is left running, and as it was found: trials share it, each under a prefix, and what is left
 * under that is removed, by the guardian when the lab itself has no chance to.
 *
 * @throws {UnavailableComponent} when it cannot be used: who names a server wants that one and no other
 */
export async function useNamedServer(
  kind: ComponentKind,
  url: string,
  { runId }: Pick<AcquireOptions, 'runId'>,
): Promise<Server> {
  const { version } = await askNamedServer(kind, url);
  const guardian = acquireGuardian(runId);
  const env = { ...runEnvironment(runId), [kind.urlVariable]: url };
  const namespaces = prefixNamespaces(`lab.${runId}.`, {
    env: (prefix) => kind.environmentOf(url, prefix),
    entered: (prefix) =>
      guardian.atLast(prefix, { command: [process.execPath, FORGET, kind.id, prefix], env }),
    leave: async (prefix) => {
      await kind.forget(url, prefix);
      guardian.notAtLast(prefix);
    },
  });
  return {
    version,
    freshNamespace: namespaces.fresh,
    pids: () => [],
    release: async () => {
      await namespaces.leaveAll();
      await guardian.release();
    },
  };
}

/** @throws {UnavailableComponent} that says why it cannot be used, and shows no password */
export async function askNamedServer(
  kind: Pick<ComponentKind, 'name' | 'urlVariable' | 'exampleUrl' | 'ask'>,
  url: string,
): Promise<{ version: string }> {
  const { name, urlVariable, exampleUrl } = kind;
  if (!isClear(url, schemeOf(exampleUrl))) {
    throw new UnavailableComponent(
      name,
      `${urlVariable} (${shownUrl(url)}) is not a URL like ${exampleUrl}. In a user name and a password, write these characters as percent codes: @ is %40, : is %3A, / is %2F, # is %23, ? is %3F, % is %25.`,
    );
  }
  return kind.ask(url, ANSWER_MS).catch((error: unknown) => {
    if (error instanceof CredentialsRefused) {
      const message = `${name} at ${new URL(url).host} refused the user name or password of ${urlVariable}`;
      throw new UnavailableComponent(name, message);
    }
    if (error instanceof UnfitServer)
      throw new UnavailableComponent(name, `${name} at ${new URL(url).host} ${error.message}`);
    const reason = withoutSecrets(error instanceof Error ? error.message : String(error), url);
    throw new MissingComponent(name, [
      `start the server that ${urlVariable} names: ${shownUrl(url)} does not answer (${reason})`,
      `or unset ${urlVariable}, and the lab finds or starts a ${name} of its own`,
    ]);
  });
}
