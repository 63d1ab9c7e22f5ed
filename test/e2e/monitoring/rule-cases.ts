/** Series by their selector without the Pod's labels, with values a minute apart as promtool writes them. */
export type Series = Readonly<Record<string, string>>;

export interface RuleCase {
  readonly title: string;
  /** Beside the healthy pair's series, or in place of them; "" takes one away. */
  readonly series: Series;
  /** Which alerts fire, and no others, half an hour after the beginning. */
  readonly firing: readonly string[];
}

const steady = (value: number): string => `${value}x60`;
/** promtool repeats nothing but what begins with a digit. */
const ever = (word: "Inf" | "NaN"): string => `${word} `.repeat(61);
const growing = (perMinute: number, start = 0): string => `${start}+${perMinute}x60`;
/** Counts for twenty minutes, begins anew, and counts on as before. */
const restarted = (perMinute: number): string => `0+${perMinute}x20 0+${perMinute}x60`;
const RESTART = { process_start_time_seconds: "0x20 1260x60" };
const shipMetric = (name: string): string => `log_sidecar_ship_${name}`;
const REFUSED = 'log_sidecar_ship_errors_total{code="ERR_STORAGE_REFUSED"}';
const UNAVAILABLE = 'log_sidecar_ship_errors_total{code="ERR_STORAGE_UNAVAILABLE"}';
const PAGE_REQUESTS = 'main_web_requests_total{route="/",method="GET",status="2xx"}';

const SHIPPING: Series = {
  [shipMetric("gap_bytes_total")]: steady(0),
  [shipMetric("given_up_bytes_total")]: steady(0),
  [shipMetric("held_bytes")]: steady(0),
  [shipMetric("held_bytes_limit")]: steady(1_000),
  [shipMetric("chunks_total")]: growing(2),
  [shipMetric("lag_seconds")]: steady(30),
  [shipMetric("max_age_seconds")]: steady(30),
};
export const HEALTHY: Series = {
  ...SHIPPING,
  process_start_time_seconds: steady(0),
  log_sidecar_ticks_total: growing(12),
  log_sidecar_ticks_missed_total: steady(0),
  page_age_seconds: steady(3),
  page_age_limit_seconds: steady(30),
  [PAGE_REQUESTS]: growing(600),
  'up{job="sidecar-pair"}': steady(1),
};
const without = (series: Series): Series =>
  Object.fromEntries(Object.keys(series).map((name) => [name, ""]));

const QUIET: readonly RuleCase[] = [
  { title: "a healthy pair", series: {}, firing: [] },
  { title: "a sidecar that does not ship", series: without(SHIPPING), firing: [] },
  {
    title: "a restart",
    series: {
      ...RESTART,
      log_sidecar_ticks_total: restarted(12),
      [shipMetric("chunks_total")]: restarted(2),
      [PAGE_REQUESTS]: restarted(600),
    },
    firing: [],
  },
  {
    title: "an old loss, which the restart has forgotten",
    series: { ...RESTART, [shipMetric("gap_bytes_total")]: "0x3 500x17 0x60" },
    firing: [],
  },
  { title: "a sidecar without ticks", series: { log_sidecar_ticks_total: steady(0) }, firing: [] },
  {
    title: "a tick that is missed now and then",
    series: { log_sidecar_ticks_missed_total: growing(0.2) },
    firing: [],
  },
  {
    title: "failures that the next attempt makes good",
    series: { [UNAVAILABLE]: growing(1) },
    firing: [],
  },
  {
    title: "lag within a long SHIP_MAX_AGE",
    series: {
      [shipMetric("max_age_seconds")]: steady(600),
      [shipMetric("lag_seconds")]: steady(600),
    },
    firing: [],
  },
  {
    title: "pins on a volume that does not tell its size",
    series: {
      [shipMetric("held_bytes")]: steady(900),
      [shipMetric("held_bytes_limit")]: ever("Inf"),
    },
    firing: [],
  },
  {
    title: "an old page where any age will do",
    series: { page_age_seconds: steady(1e6), page_age_limit_seconds: ever("Inf") },
    firing: [],
  },
  {
    title: "too many live clients",
    series: { 'main_web_requests_total{route="/events",method="GET",status="5xx"}': growing(600) },
    firing: [],
  },
];

const FIRING: readonly RuleCase[] = [
  {
    title: "a gap",
    series: { [shipMetric("gap_bytes_total")]: "0x20 500x60" },
    firing: ["LogSidecarGap"],
  },
  {
    title: "a gap that is found at the start of the process",
    series: { ...RESTART, [shipMetric("gap_bytes_total")]: "_x20 500x60" },
    firing: ["LogSidecarGap"],
  },
  {
    title: "a file that is given up",
    series: { [shipMetric("given_up_bytes_total")]: "0x20 500x60" },
    firing: ["LogSidecarGaveUp"],
  },
  {
    title: "a file that is given up at the start of the process",
    series: { ...RESTART, [shipMetric("given_up_bytes_total")]: "_x20 500x60" },
    firing: ["LogSidecarGaveUp"],
  },
  {
    title: "pins near their limit",
    series: { [shipMetric("held_bytes")]: steady(900) },
    firing: ["LogSidecarPinsNearLimit"],
  },
  {
    title: "refusals, also if the process restarts again and again",
    series: { [REFUSED]: "0+3x10 0+3x10 0+3x60" },
    firing: ["LogSidecarStorageRefuses"],
  },
  {
    title: "a storage that cannot be reached",
    series: { [UNAVAILABLE]: growing(3), [shipMetric("chunks_total")]: "0+2x10 20x60" },
    firing: ["LogSidecarStorageFails"],
  },
  {
    title: "lag",
    series: { [shipMetric("lag_seconds")]: growing(60) },
    firing: ["LogSidecarLagging"],
  },
  {
    title: "pins that cannot be made",
    series: { 'log_sidecar_ship_local_errors_total{what="pin",code="EPERM"}': growing(5) },
    firing: ["LogSidecarLocalErrors"],
  },
  {
    title: "a full volume",
    series: {
      'log_sidecar_ticks_failed_total{code="ENOSPC"}': growing(12),
      log_sidecar_ticks_total: steady(9),
    },
    firing: ["LogSidecarCannotWrite"],
  },
  {
    title: "ticks that are missed",
    series: { log_sidecar_ticks_missed_total: growing(2) },
    firing: ["LogSidecarTicksMissed"],
  },
  {
    title: "an old page",
    series: { page_age_seconds: growing(60) },
    firing: ["MainWebPageTooOld"],
  },
  { title: "no page", series: { page_age_seconds: ever("NaN") }, firing: ["MainWebPageMissing"] },
  {
    title: "errors of main-web",
    series: { 'main_web_requests_total{route="/",method="GET",status="5xx"}': growing(60) },
    firing: ["MainWebErrors"],
  },
  {
    title: "a target that is down",
    series: { 'up{job="sidecar-pair"}': "1x20 0x60" },
    firing: ["SidecarPairTargetDown"],
  },
  { title: "no target at all", series: without(HEALTHY), firing: ["SidecarPairAbsent"] },
];

export const CASES: readonly RuleCase[] = [...QUIET, ...FIRING];
