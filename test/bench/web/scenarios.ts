export interface Scenario {
  readonly title: string;
  readonly pageBytes: number;
  /** Asks with the tag that the server gave for the page, so that the answer is 304. */
  readonly hasPage: boolean;
  /** No request equals the one before on its connection, as it would be with `wrk` alone. */
  readonly varies?: boolean;
  /**
   * Each connection rests between its requests, so that all servers have about the same to do: who
   * answers more of them otherwise keeps the load generator busier, which counts into its latencies.
   */
  readonly isPaced?: boolean;
}

export const SCENARIOS: readonly Scenario[] = [
  { title: "GET / of 1.7 KB", pageBytes: 1_700, hasPage: false },
  { title: "GET / of 1.7 KB, requests that vary", pageBytes: 1_700, hasPage: false, varies: true },
  {
    title: "GET / of 1.7 KB, requests that vary, at a pace",
    pageBytes: 1_700,
    hasPage: false,
    varies: true,
    isPaced: true,
  },
  { title: "GET / of 64 KB", pageBytes: 65_536, hasPage: false },
  { title: "304 for 1.7 KB", pageBytes: 1_700, hasPage: true },
];
