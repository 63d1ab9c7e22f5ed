import type { HeldPage, Page } from "../page/page.ts";
import type { Variant } from "../page/page-variants.ts";
import type { ConditionalRequest } from "./answer/evaluate-conditions.ts";
import { type CodingChoice, selectCoding } from "./answer/select-coding.ts";
import { type PreparedPage, PreparedPages } from "./prepared-page.ts";
import { remember } from "./remember.ts";

/** Chooses the coding that a request gets the page in. */
export class PageAnswers {
  readonly #choose = remember(selectCoding);
  readonly #prepared = new PreparedPages();

  /**
   * @returns at once for a coding that was asked for before; `undefined` when the client refuses
   * every coding there is (406)
   */
  prepare(
    request: ConditionalRequest,
    page: Page,
  ): PreparedPage | Promise<PreparedPage> | undefined {
    const choice = this.#choose(request.headers["accept-encoding"]);
    if (choice === undefined) return undefined;
    if (page.kind === "large") {
      return choice.acceptsIdentity ? this.#prepared.of(page, undefined) : undefined;
    }
    const variant = variantFor(request, page, choice);
    if (!(variant instanceof Promise)) return this.#prepared.of(page, variant);
    return variant.then((made) => this.#prepared.of(page, worthier(made, page, choice)));
  }
}

/**
 * A range is one of the plain bytes, if these will do at all: who asks for one counts in them. So it
 * never has to be told which coding's bytes a client has the rest of.
 */
function variantFor(
  { method, headers }: ConditionalRequest,
  { variants }: HeldPage,
  { coding, acceptsIdentity }: CodingChoice,
): Variant | Promise<Variant> {
  if (coding === "identity") return variants.identity;
  const isRange = method === "GET" && headers.range !== undefined;
  const isPlain = acceptsIdentity && (isRange || !variants.isWorth(coding));
  return isPlain ? variants.identity : variants.get(coding);
}

/** A coding that was made for the first time may turn out to be no smaller. */
function worthier(made: Variant, page: HeldPage, { acceptsIdentity }: CodingChoice): Variant {
  return made.isSmaller || !acceptsIdentity ? made : page.variants.identity;
}
