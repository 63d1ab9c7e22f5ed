/** A server of one page, as a process on a port of its own. */
export interface TestServer extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
}
