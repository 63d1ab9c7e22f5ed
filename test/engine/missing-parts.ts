import { type BaseImage, BASE_IMAGES } from "./images/image-names.ts";
import type { Answer, Survey } from "./survey.ts";
import { TOOL_NAMES, type ToolName } from "./tools.ts";

export type Part =
  | "Docker engine"
  | "docker compose"
  | "docker buildx"
  | "podman"
  | ToolName
  | "chromium"
  | BaseImage;

export interface MissingPart {
  readonly part: Part;
  /** What came instead of an answer. */
  readonly got: string;
}

/** Everything the end-to-end tests need and the survey did not find. */
export function missingParts(survey: Survey): readonly MissingPart[] {
  const tools: readonly (readonly [Part, Answer])[] = [
    ["Docker engine", survey.dockerEngine],
    ["docker compose", survey.compose],
    ["docker buildx", survey.buildx],
    ["podman", survey.podman],
    ...TOOL_NAMES.map((name) => [name, survey.tools[name]] as const),
    ["chromium", survey.chromium],
  ];
  return [
    ...tools.flatMap(([part, answer]) => (answer.ok ? [] : [{ part, got: answer.reason }])),
    ...missingImages(survey).map((part) => ({ part, got: "no such image in the engine" })),
  ];
}

/** Without an engine nobody knows which images are missing, so none are named. */
export function missingImages(survey: Survey): readonly BaseImage[] {
  if (!survey.dockerEngine.ok) return [];
  return BASE_IMAGES.filter((name) => !survey.images.has(name));
}
