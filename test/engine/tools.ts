/** A program that some tests run as a process of their own. */
export interface Tool {
  /** Succeeds where it is there. */
  readonly probe: readonly [string, ...string[]];
  readonly packages: readonly string[];
}

/**
 * Servers of the tests, and a file system. The packages of nginx and Prometheus are services, which apt
 * starts no more than others.
 */
export const TOOLS = {
  "nginx with WebDAV": {
    // Its version would not tell of the module, which lists folders.
    probe: ["ls", "/usr/lib/nginx/modules/ngx_http_dav_ext_module.so"],
    packages: ["nginx-light", "libnginx-mod-http-dav-ext"],
  },
  apache2: { probe: ["apache2", "-v"], packages: ["apache2-bin"] },
  // In every Debian but its slim images.
  e2fsprogs: { probe: ["/sbin/mkfs.ext4", "-V"], packages: ["e2fsprogs"] },
  logrotate: {
    probe: ["logrotate", "--version"],
    packages: ["logrotate", "gzip", "xz-utils", "bzip2"],
  },
  rclone: { probe: ["rclone", "version"], packages: ["rclone"] },
  // It brings promtool; the two are of one version.
  prometheus: { probe: ["promtool", "--version"], packages: ["prometheus"] },
} as const satisfies Readonly<Record<string, Tool>>;

export type ToolName = keyof typeof TOOLS;

export const TOOL_NAMES = Object.keys(TOOLS) as readonly ToolName[];
