import type { AptSource } from "./apt-sources.ts";

/** Where this machine gets Debian from, whatever release it runs itself. */
export interface DebianMirror {
  readonly archiveUri: string;
  /** Undefined where the machine takes no security updates. */
  readonly securityUri: string | undefined;
  /** The file with Debian's keys. The bookworm package already holds those of trixie. */
  readonly keyring: string;
}

const DEFAULT_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Finds the machine's own mirror: the source of the suite the machine itself runs. */
export function findDebianMirror(
  sources: readonly AptSource[],
  codename: string,
): DebianMirror | undefined {
  const archive = sources.find(({ suites }) => suites.includes(codename));
  const security = sources.find(({ suites }) => suites.includes(`${codename}-security`));
  const archiveUri = archive?.uris[0];
  if (archiveUri === undefined) return undefined;
  return {
    archiveUri,
    securityUri: security?.uris[0],
    keyring: archive?.signedBy ?? DEFAULT_KEYRING,
  };
}

/** The sources of another suite on the same mirror, in the deb822 format. */
export function renderSources(mirror: DebianMirror, suite: string): string {
  const archive = renderSource(mirror, mirror.archiveUri, `${suite} ${suite}-updates`);
  if (mirror.securityUri === undefined) return archive;
  return `${archive}\n${renderSource(mirror, mirror.securityUri, `${suite}-security`)}`;
}

function renderSource(mirror: DebianMirror, uri: string, suites: string): string {
  return `Types: deb\nURIs: ${uri}\nSuites: ${suites}\nComponents: main\nSigned-By: ${mirror.keyring}\n`;
}
