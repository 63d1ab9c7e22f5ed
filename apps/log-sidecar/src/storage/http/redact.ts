const REDACTED = "[redacted]";
/** A part of a secret that is as long gives some of it away. */
const PART_CHARACTERS = 12;
/** What is shorter is a word of its own wherever it is a secret; within others it is chance. */
const WORD_CHARACTERS_MAX = 5;
const SECRET_CHARACTERS_MIN = 2;

/**
 * Text of a server without the secrets that it was sent: as they are; in base64, at any place of what
 * is encoded; in hex; and as URLs, JSON or HTML write them. Of a longer secret no part of 12 characters
 * stays either, for a server may cut what it repeats.
 */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret.length >= SECRET_CHARACTERS_MIN)
    .flatMap(formsOf)
    .toSorted((one, other) => other.length - one.length);
  if (forms.length === 0 || text === "") return text;
  return withoutParts(text.replaceAll(toPattern(forms), REDACTED), forms);
}

/** Every way in which a secret may be written. */
function formsOf(secret: string): readonly string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    ...new Set([
      secret,
      encoded,
      encoded.replaceAll("%20", "+"),
      encodeURIComponent(encoded),
      json,
      json.replaceAll("/", String.raw`\/`),
      toHtml(secret),
      Buffer.from(secret).toString("hex"),
      ...inBase64(secret),
    ]),
  ];
}

function toHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Where something stands before a secret, its base64 is one of three, but for the ends. */
function inBase64(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const whole = bytes.toString("base64");
  const shifted = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const isLastShared = (bytes.length + shift) % 3 !== 0;
    return text.slice([0, 2, 3][shift], isLastShared ? -1 : undefined);
  });
  const certain = shifted.filter((text) => text.length >= PART_CHARACTERS);
  return [whole, ...certain].flatMap((text) => [
    text,
    text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
  ]);
}

function toPattern(forms: readonly string[]): RegExp {
  const alternatives = forms.map((form) => {
    const escaped = form.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
    return form.length > WORD_CHARACTERS_MAX ? escaped : String.raw`(?<!\w)${escaped}(?!\w)`;
  });
  return new RegExp(alternatives.join("|"), "gi");
}

function withoutParts(text: string, forms: readonly string[]): string {
  const parts = new Set<string>();
  for (const form of forms) {
    const lower = form.toLowerCase();
    for (let at = 0; at + PART_CHARACTERS <= lower.length; at++) {
      parts.add(lower.slice(at, at + PART_CHARACTERS));
    }
  }
  const lower = text.toLowerCase();
  // A few characters have another length in lower case, and none of them is part of a secret.
  if (parts.size === 0 || lower.length !== text.length) return text;
  let kept = "";
  let keptTo = 0;
  for (let at = 0; at + PART_CHARACTERS <= lower.length; at++) {
    if (!parts.has(lower.slice(at, at + PART_CHARACTERS))) continue;
    let end = at + PART_CHARACTERS;
    while (end < lower.length && parts.has(lower.slice(end + 1 - PART_CHARACTERS, end + 1))) end++;
    kept += text.slice(keptTo, at) + REDACTED;
    keptTo = end;
    at = end - 1;
  }
  return kept + text.slice(keptTo);
}
