import { expect, it } from "vitest";
import { parseWrk } from "./run-wrk.ts";

const PRINTED = `Running 2s test @ http://127.0.0.1:8080/
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.01ms    2.02ms  30.30ms   90.00%
    Req/Sec    40.00k     3.00k   45.00k    70.00%
  Latency Distribution
     50%  801.00us
     75%    0.90ms
     90%    1.10ms
     99%    9.99ms
  80000 requests in 2.00s, 150.00MB read
Requests/sec:  40000.50
Transfer/sec:     75.00MB
`;

it("reads what wrk prints", () => {
  expect(parseWrk(PRINTED)).toEqual({
    requests: 80_000,
    requestsPerSecond: 40_000.5,
    p50Ms: 0.801,
    p99Ms: 9.99,
  });
});

it("reads seconds, which wrk pads", () => {
  expect(parseWrk(PRINTED.replace("9.99ms", "1.50s "))).toMatchObject({ p99Ms: 1_500 });
});

it("does not take errors for a load", () => {
  expect(() => parseWrk(`${PRINTED}  Non-2xx or 3xx responses: 5\n`)).toThrow("good answers");
});
