/** Suffixes of a quantity, and what each stands for; `m` is a thousandth. */
const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
const QUANTITY =
  /^(?<number>[+\-]?(?:\d+\.?\d*|\.\d+))(?:(?<suffix>[numkMGTPE]|[KMGTPE]i|)|[eE](?<exponent>[+\-]?\d+))$/v;

/**
 * The number that a quantity of Kubernetes stands for, as `resource.ParseQuantity` of
 * k8s.io/apimachinery reads it; undefined for what is no quantity.
 */
export function parseQuantity(text: string): number | undefined {
  const { number, suffix = "", exponent = "0" } = QUANTITY.exec(text)?.groups ?? {};
  if (number === undefined) return undefined;
  return Number(number) * (FACTORS[suffix] ?? 1) * 10 ** Number(exponent);
}
