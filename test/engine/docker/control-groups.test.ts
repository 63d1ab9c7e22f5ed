import { expect, it } from "vitest";
import { hasControlGroups } from "./control-groups.ts";

it.each([
  ["version 1", "cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0\n", true],
  ["version 2", "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n", true],
  ["an empty folder", "tmpfs /sys/fs/cgroup tmpfs rw,relatime 0 0\n", false],
  ["nothing", "proc /proc proc rw 0 0\n", false],
])("with %s mounted the answer is right", (_title, line, expected) => {
  expect(hasControlGroups(`/dev/vda / ext4 rw 0 0\n${line}`)).toBe(expected);
});
