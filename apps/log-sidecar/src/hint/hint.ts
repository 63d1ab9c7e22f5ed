/** What to do about a kind of trouble. */
export interface Hint {
  /** Its names: those of services, systems and ours, or the status of an answer. */
  readonly reasons: readonly string[];
  /** What to do, in a sentence. */
  readonly advice: string;
}
