/** How long a test waits for a fact: on a busy machine everything comes, but late. */
export const PATIENT = { timeout: 30_000, interval: 100 } as const;
