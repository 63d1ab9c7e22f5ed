import type { Metric, MetricObjectWithValues, MetricValueWithName } from "prom-client";

export interface DurationMetricOptions {
  readonly name: string;
  readonly help: string;
  /** Upper bounds, ascending; one more bucket without an end comes after them. */
  readonly bucketsSeconds: readonly number[];
  readonly label: string;
  readonly labelValues: readonly string[];
  /** Live: by label value and bucket. */
  readonly counts: Float64Array;
  /** Live: by label value. */
  readonly sums: Float64Array;
}

type Value = MetricValueWithName<string>;

/**
 * A histogram over counts that are kept elsewhere, in the form that the registry prints.
 * prom-client's own can only count by itself.
 */
export function durationMetric(options: DurationMetricOptions): Metric {
  const { name, help } = options;
  const metric = {
    name,
    get: (): Promise<Omit<MetricObjectWithValues<Value>, "collect">> => {
      const values = options.labelValues.flatMap((_value, index) => seriesOf(options, index));
      return Promise.resolve({ name, help, type: "histogram", aggregator: "sum", values } as never);
    },
  };
  // All that a registry asks of a metric are these two.
  return metric as unknown as Metric;
}

function seriesOf(options: DurationMetricOptions, index: number): Value[] {
  const { name, bucketsSeconds, label, labelValues, counts, sums } = options;
  const labels = { [label]: labelValues[index] ?? "" };
  const start = index * (bucketsSeconds.length + 1);
  let count = 0;
  const buckets = [...bucketsSeconds, "+Inf"].map((le, bucket) => {
    count += counts[start + bucket] ?? 0;
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count };
  });
  if (count === 0) return [];
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sums[index] ?? 0 },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
