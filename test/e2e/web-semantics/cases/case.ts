/** A request; `{tag}` stands for the page's entity tag at the server that is asked, `{opaque}` for what is inside its quotes. */
export interface Case {
  readonly method: string;
  readonly path: string;
  readonly version: "1.0" | "1.1";
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** The bytes to send for a case to a server that knows the page by `tag`. */
export function renderRequest({ method, path, version, headers }: Case, tag: string): string {
  const opaque = tag.replace(/^W\//v, "").slice(1, -1);
  const lines = headers.map(
    ([name, value]) => `${name}: ${value.replace("{tag}", tag).replace("{opaque}", opaque)}\r\n`,
  );
  const always = "Host: localhost\r\nConnection: close\r\n";
  return `${method} ${path} HTTP/${version}\r\n${always}${lines.join("")}\r\n`;
}

export function describeCase({ method, path, version, headers }: Case): string {
  const fields = headers.map(([name, value]) => `${name}: ${value}`).join(" | ");
  return `${method} ${path} HTTP/${version} ${fields}`.trim();
}
