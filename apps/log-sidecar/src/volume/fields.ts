/** What each field of a record has to be. */
export type Fields<T> = { readonly [K in keyof T]-?: (value: unknown) => boolean };

/**
 * Checks what was parsed from a place that others can write to. Further fields are allowed: a newer
 * version may have written it.
 */
export function hasFields<T>(value: unknown, fields: Fields<T>): value is T {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries<(value: unknown) => boolean>(fields).every(([name, isValid]) =>
    isValid(Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined),
  );
}

/** @returns whether it is a whole number from 0 on that is exact */
export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

export function isTextUpTo(lengthMax: number): (value: unknown) => boolean {
  return (value) => typeof value === "string" && value !== "" && value.length <= lengthMax;
}

export function isOneOf(values: readonly unknown[]): (value: unknown) => boolean {
  return (value) => values.includes(value);
}

export function optional(isValid: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || isValid(value);
}
