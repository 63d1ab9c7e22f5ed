/**
 * Whether events can be relied on: a network volume has none for what another machine writes, a write
 * through mmap(2) has none anywhere. They are trusted once a change came with an event, and never
 * again once one came without.
 */
export class EventTrust {
  readonly #lost: () => void;
  #cameWith = false;
  #cameWithout = false;

  /** @param lost called once, when a change came without an event after others had come with one */
  constructor(lost: () => void) {
    this.#lost = lost;
  }

  get isTrusted(): boolean {
    return this.#cameWith && !this.#cameWithout;
  }

  /** A change was seen at a look. */
  changed(hadEvent: boolean): void {
    if (!hadEvent && this.isTrusted) this.#lost();
    if (hadEvent) this.#cameWith = true;
    else this.#cameWithout = true;
  }
}
