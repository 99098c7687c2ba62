import { findDockerEngine } from '../host/docker-engine.ts';
import type { Text } from '../scenario/scenario.ts';
import {
  type AcquireOptions,
  type Component,
  type ComponentKind,
  MissingComponent,
  ORIGIN,
  type Server,
} from './component.ts';
import { canInstallDebianPackages, installDebianPackage } from './debian.ts';
import { useNamedServer } from './named-server.ts';
import { shownUrl } from './urls.ts';

/** What the lower rungs ask of the machine; tests bring their own. */
export interface Machine {
  readonly findDockerEngine: typeof findDockerEngine;
  readonly canInstallDebianPackages: typeof canInstallDebianPackages;
  readonly installDebianPackage: typeof installDebianPackage;
}

const THIS_MACHINE: Machine = { findDockerEngine, canInstallDebianPackages, installDebianPackage };

/**
 * Finds a component, or starts one for this run, down one ladder for all: the server that its URL variable names, a private one of
 * the program on this machine, a container, a private one of the Debian package installed for it. A rung that breaks is
 * reported and the next one tried, but for the URL, which is an explicit wish.
 *
 * @throws {UnavailableComponent} when it cannot be had: {MissingComponent} lists every way to get it, and why each did not work here
 */
export async function acquire(
  kind: ComponentKind,
  options: AcquireOptions,
  machine = THIS_MACHINE,
): Promise<Component> {
  const { name, urlVariable } = kind;
  const say = ({ en, ko }: Text) => options.log({ en: `${name}: ${en}`, ko: `${name}: ${ko}` });
  const from = (origin: string, server: Server): Component => ({ ...server, id: kind.id, name, origin });
  const url = (options.env ?? process.env)[urlVariable];
  if (url) {
    const place = `${urlVariable} (${shownUrl(url)})`;
    say({ en: `using ${place}`, ko: `${place} 사용` });
    return from(urlVariable, await useNamedServer(kind, url, options));
  }

  const remedies: string[] = [`set ${urlVariable} to a ${name} that runs, e.g. ${kind.exampleUrl}`];
  const attempt = async (origin: string, start: () => Promise<Server>): Promise<Component | undefined> => {
    try {
      return from(origin, await start());
    } catch (error) {
      options.signal?.throwIfAborted();
      const reason = messageOf(error);
      say({ en: reason, ko: `시작하지 못했다. ${reason}` });
      remedies.push(`repair what failed: ${reason.split('\n')[0]}`);
      return undefined;
    }
  };

  const { startContainer, debianPackage } = kind;
  const program = await kind.find();
  if (program) {
    say({ en: `starting a private node of ${program}`, ko: `전용 노드 시작(${program})` });
    const found = await attempt(ORIGIN.private, () => kind.startPrivately(program, options));
    if (found) return found;
  } else {
    remedies.push(waysToInstall(kind));
  }

  if (startContainer) {
    const docker = await machine.findDockerEngine();
    if ('version' in docker) {
      say({
        en: `starting ${kind.dockerImage} in Docker (the first time it is pulled)`,
        ko: `Docker에서 ${kind.dockerImage} 시작(처음에는 이미지를 내려받는다)`,
      });
      const found = await attempt(ORIGIN.docker, () => startContainer(options));
      if (found) return found;
    } else {
      remedies.push(`start a Docker engine (${docker.missing})`);
    }
  }

  if (program || !debianPackage) throw new MissingComponent(name, remedies);
  if (options.allowInstall === false) {
    remedies.push('allow the lab to install the Debian package');
  } else if (await machine.canInstallDebianPackages()) {
    say({
      en: 'installing the Debian package, without its system service (about a minute, once)',
      ko: '시스템 서비스 없이 데비안 패키지 설치(처음 한 번, 1분가량)',
    });
    const found = await attempt(ORIGIN.debian, async () => {
      await machine.installDebianPackage(debianPackage);
      return startInstalled(kind, options);
    });
    if (found) return found;
  } else {
    remedies.push('on Debian or Ubuntu, run this as root, and the package is installed for you');
  }
  throw new MissingComponent(name, remedies);
}

/**
 * Whether a component can be had without installing anything: for arms that a run can do without. Nothing is started for that.
 *
 * @returns undefined where it can; otherwise every way to get it
 */
export async function whyMissing(
  kind: ComponentKind,
  env: NodeJS.ProcessEnv = process.env,
  machine: Pick<Machine, 'findDockerEngine'> = THIS_MACHINE,
): Promise<MissingComponent | undefined> {
  if (env[kind.urlVariable] || (await kind.find())) return undefined;
  const docker = await machine.findDockerEngine();
  if ('version' in docker) return undefined;
  return new MissingComponent(kind.name, [
    `set ${kind.urlVariable} to a ${kind.name} that runs, e.g. ${kind.exampleUrl}`,
    waysToInstall(kind),
    `start a Docker engine (${docker.missing})`,
  ]);
}

/** Where there is no program, in words: `install redis-server (brew install redis; …)`. */
function waysToInstall({
  name,
  programs,
  libraries,
  homebrewFormula,
  debianPackage,
  build,
}: ComponentKind): string {
  const commands = [
    ...(homebrewFormula === undefined ? [] : [`brew install ${homebrewFormula}`]),
    ...(debianPackage === undefined ? [] : [`apt-get install ${debianPackage}`]),
    ...(build === undefined ? [] : [build]),
    'no service needed',
  ];
  return `install ${libraries ? name : programs[0]} (${commands.join('; ')})`;
}

async function startInstalled(kind: ComponentKind, options: AcquireOptions): Promise<Server> {
  const program = await kind.find();
  if (!program) {
    throw new Error(`the Debian package is installed, but ${kind.programs[0]} is not where it puts it`);
  }
  return kind.startPrivately(program, options);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
