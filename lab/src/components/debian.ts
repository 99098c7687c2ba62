import { execa } from 'execa';
import { findOnPath } from '../host/processes/executable.ts';

const INSTALL_MS = 600_000;

/**
 * Installs Debian's package with the system service kept from starting: a policy that forbids starts is in force
 * meanwhile, unless the machine already has one. All in one shell, whose trap removes the policy even when the lab is
 * killed half-way, and in a process group of its own, so that Ctrl-C does not break dpkg off.
 */
const INSTALL = `
set -e
policy="$1"
packages="$2"
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\\n# Temporary, of a package installation; safe to delete.\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
# Not quoted: they may be several.
install() { apt-get install --yes --no-install-recommends $packages; }
install || { apt-get update && install; }
`;

/** Whether this user may install Debian packages here. */
export async function canInstallDebianPackages(): Promise<boolean> {
  return process.getuid?.() === 0 && (await findOnPath('apt-get')) !== undefined;
}

/**
 * Installs packages without starting their services.
 *
 * @param names separated by spaces
 * @param policy where Debian looks for the policy about starting services
 * @throws with the end of apt's output when it fails
 */
export async function installDebianPackage(names: string, policy = '/usr/sbin/policy-rc.d'): Promise<void> {
  const installation = await execa('sh', ['-c', INSTALL, 'sh', policy, names], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    stdin: 'ignore',
    all: true,
    detached: true,
    cleanup: false,
    reject: false,
    timeout: INSTALL_MS,
  });
  if (!installation.failed) return;
  const tail = installation.all.trim().split('\n').slice(-10).join('\n');
  throw new Error(`apt-get could not install ${names}: ${installation.shortMessage}\n${tail}`);
}
