import { parseEnv } from "node:util";

export interface Machine {
  readonly userId: number | undefined;
  /** The text of /etc/os-release, empty where there is none. */
  readonly osRelease: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

/** Installing is for throw-away machines: root, on Debian, and not told to leave things alone. */
export function mayInstall(machine: Machine): boolean {
  return (
    machine.userId === 0 && isDebian(machine.osRelease) && machine.env["TEST_ENGINE"] !== "off"
  );
}

/** Ubuntu calls itself like Debian, but its mirrors carry no Debian suites and other packages. */
function isDebian(osRelease: string): boolean {
  const { ID = "", ID_LIKE = "" } = parseEnv(osRelease);
  const families = new Set([ID, ...ID_LIKE.split(" ")]);
  return families.has("debian") && !families.has("ubuntu");
}
