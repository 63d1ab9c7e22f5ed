/**
 * Which of the wanted packages are not installed, judging by what
 * `dpkg-query --show --showformat='${Package} ${db:Status-Status}\n'` printed.
 */
export function missingPackages(wanted: readonly string[], dpkgOutput: string): readonly string[] {
  const lines = new Set(dpkgOutput.split("\n"));
  return wanted.filter((name) => !lines.has(`${name} installed`));
}
