import { join } from "node:path";

/**
 * A configuration with which apt reads another suite into a folder of its own: its lists, its
 * cache and its idea of what is installed (nothing) are all in there, so the system keeps its own.
 */
export function renderPrivateApt(folder: string): string {
  const settings = {
    "Dir::Etc::SourceList": join(folder, "private.sources"),
    "Dir::Etc::SourceParts": "/dev/null",
    "Dir::Etc::Preferences": "/dev/null",
    "Dir::Etc::PreferencesParts": "/dev/null",
    "Dir::State": join(folder, "state"),
    "Dir::State::Status": join(folder, "status"),
    "Dir::Cache": join(folder, "cache"),
    // apt's download user cannot read inside root's home, and would only warn about it.
    "APT::Sandbox::User": "root",
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} "${value}";\n`)
    .join("");
}
