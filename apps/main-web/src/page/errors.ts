/** The file is there, but cannot be served as a page. */
export class PageError extends Error {
  override readonly name = "PageError";
  readonly code: "ERR_PAGE_NOT_A_FILE" | "ERR_PAGE_EMPTY" | "ERR_PAGE_SHRANK" | "ERR_PAGE_IN_USE";

  constructor(code: PageError["code"], message: string) {
    super(message);
    this.code = code;
  }
}
