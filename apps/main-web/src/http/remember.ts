/** Headers of honest clients come in a few forms; others may send what they like. */
const REMEMBERED_MAX = 64;

/** Keeps the results of a pure function, up to a bound, and then begins anew. */
export function remember<Argument, Result>(
  compute: (argument: Argument) => Result,
): (argument: Argument) => Result {
  const results = new Map<Argument, { readonly result: Result }>();
  return (argument) => {
    const known = results.get(argument);
    if (known !== undefined) return known.result;
    if (results.size >= REMEMBERED_MAX) results.clear();
    const result = compute(argument);
    results.set(argument, { result });
    return result;
  };
}
