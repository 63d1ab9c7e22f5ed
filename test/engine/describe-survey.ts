import type { Answer, Survey } from "./survey.ts";
import { TOOL_NAMES } from "./tools.ts";

/** One line for a bug report: which versions answered, and what is not what it seems. */
export function describeSurvey(survey: Survey): string {
  const versions = [
    `Docker engine ${versionOf(survey.dockerEngine)}`,
    `compose ${versionOf(survey.compose)}`,
    `buildx ${versionOf(survey.buildx)}`,
    `podman ${versionOf(survey.podman)}`,
    ...TOOL_NAMES.filter((name) => !survey.tools[name].ok).map((name) => `no ${name}`),
    `chromium ${versionOf(survey.chromium)}`,
  ].join(", ");
  if (survey.standIns.size === 0) return versions;
  const names = [...survey.standIns].join(" and ");
  return `${versions}; ${names}: STAND-INS built on this machine, not the official images`;
}

/** buildx prints its package's path before its version, Chromium its name. */
function versionOf(answer: Answer): string {
  if (!answer.ok) return "missing";
  return answer.version.split(" ").find((word) => /^v?\d/v.test(word)) ?? answer.version;
}
