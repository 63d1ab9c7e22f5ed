/** How work is told to come to its end. */
export interface Stops {
  /** At once. */
  readonly given: AbortSignal;
  /** Soon: no pause is long any more. */
  readonly hurry: AbortSignal;
}
