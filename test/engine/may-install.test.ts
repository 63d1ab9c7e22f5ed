import { expect, it } from "vitest";
import { mayInstall } from "./may-install.ts";

const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n';
const derivative = 'ID=raspbian\nID_LIKE="debian"\n';
const ubuntu = "ID=ubuntu\nID_LIKE=debian\n";
const mint = 'ID=linuxmint\nID_LIKE="ubuntu debian"\n';
const fedora = "ID=fedora\n";

it.each([
  ["root on Debian", { userId: 0, osRelease: debian, env: {} }, true],
  ["root on a derivative", { userId: 0, osRelease: derivative, env: {} }, true],
  ["root on Ubuntu", { userId: 0, osRelease: ubuntu, env: {} }, false],
  ["root on a derivative of Ubuntu", { userId: 0, osRelease: mint, env: {} }, false],
  ["root on Fedora", { userId: 0, osRelease: fedora, env: {} }, false],
  ["a user on Debian", { userId: 1000, osRelease: debian, env: {} }, false],
  ["a system without user ids", { userId: undefined, osRelease: "", env: {} }, false],
  ["TEST_ENGINE=off", { userId: 0, osRelease: debian, env: { TEST_ENGINE: "off" } }, false],
])("for %s the answer is right", (_title, machine, expected) => {
  expect(mayInstall(machine)).toBe(expected);
});
