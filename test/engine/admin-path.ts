const ADMIN_FOLDERS = ["/usr/sbin", "/sbin"];

/** `su` without `-` keeps a user's PATH, in which dpkg and podman miss the programs they call. */
export function adminPathEnv(env: Readonly<NodeJS.ProcessEnv>): Readonly<Record<string, string>> {
  const folders = (env["PATH"] ?? "/usr/bin:/bin").split(":");
  const missing = ADMIN_FOLDERS.filter((folder) => !folders.includes(folder));
  return missing.length === 0 ? {} : { PATH: [...folders, ...missing].join(":") };
}
