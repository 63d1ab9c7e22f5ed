/**
 * Tells what is new: reports a state only when it differs from the one before, so that a full disk
 * makes one log line when it fills up and one when it has room again, however long it lasts.
 */
export class StateChange<State extends string> {
  #current: State;
  #details: object = {};
  readonly #report: (state: State, previous: State, details: object) => void;

  constructor(initial: State, report: (state: State, previous: State, details: object) => void) {
    this.#current = initial;
    this.#report = report;
  }

  get current(): State {
    return this.#current;
  }

  /** What was reported with the current state. */
  get details(): object {
    return this.#details;
  }

  enter(state: State, details: object = {}): void {
    if (state === this.#current) return;
    const previous = this.#current;
    this.#current = state;
    this.#details = details;
    this.#report(state, previous, details);
  }
}
