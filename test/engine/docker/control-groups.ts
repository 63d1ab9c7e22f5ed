/** Whether /proc/mounts shows control groups, of version 1 (one mount each) or 2 (one for all). */
export function hasControlGroups(mounts: string): boolean {
  return /^\S+ \/sys\/fs\/cgroup(?:\/\S+)? cgroup2? /mv.test(mounts);
}
