/**
 * Limits of waiting, in tests. They only end what hangs: a fact that is waited for comes on every machine,
 * but on a busy one very late. So they are long, and no test has a shorter one of its own.
 */

/** How long a test waits for one fact. */
export const FACT_MS = 240_000;
/** How long a test, or what is set up for it, may take. It is longer than one fact, which says more. */
export const TEST_MS = 1_800_000;

export const PATIENT = { timeout: FACT_MS, interval: 100 } as const;
