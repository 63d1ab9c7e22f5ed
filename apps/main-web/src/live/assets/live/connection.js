/**
 * `Live` once something was heard from a server that has a page: the first that comes is what was
 * missed, and before that nobody should call a tick missing.
 *
 * @typedef {"Connecting" | "Live" | "Reconnecting"} State
 * @typedef {object} Listener
 * @property {(state: State) => void} connected
 * @property {(start: number) => void} reset what was known is of another page; lines begin at this byte
 * @property {(lines: string[]) => void} lines
 * @property {(status: { nowMs: number, hasPage: boolean, sidecar: import("./sidecar.js").Sidecar }) => void} status
 */

/** Longer than the server is ever silent: a connection that died unseen. */
const SILENCE_MS = 40_000;
/** After an answer that is not a stream (server full, or going away) the browser gives up; we do not. */
const REFUSED_RETRY_MS = 3_000;

/**
 * Listens to the server's events for as long as somebody looks, and goes on where it was after
 * every interruption. A hidden tab holds no connection: browsers allow six for all tabs together.
 *
 * @param {Listener} listener
 */
export function connect(listener) {
  let position = "";
  /** @type {EventSource | undefined} */
  let source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  const open = () => {
    close();
    if (document.hidden) return;
    source = new EventSource(`./events${position && `?from=${encodeURIComponent(position)}`}`);
    source.addEventListener("error", lost);
    source.addEventListener("message", (event) => {
      heard(event, (data) => listener.lines(data.split("\n")));
    });
    source.addEventListener("reset", (event) => {
      heard(event, (data) => listener.reset(Number(data)));
    });
    source.addEventListener("status", (event) => {
      const status = JSON.parse(event.data);
      heard(event, () => listener.status(status), status.hasPage);
    });
    wait(SILENCE_MS);
  };
  const lost = () => {
    listener.connected("Reconnecting");
    if (source?.readyState === EventSource.CLOSED) wait(REFUSED_RETRY_MS * (1 + Math.random()));
  };
  /** @param {number} ms */
  const wait = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      listener.connected("Reconnecting");
      open();
    }, ms);
  };
  /**
   * @param {MessageEvent<string>} event
   * @param {(data: string) => void} tell
   * @param {boolean} [hasPage]
   */
  const heard = ({ data, lastEventId }, tell, hasPage = true) => {
    position = lastEventId || position;
    wait(SILENCE_MS);
    tell(data);
    if (hasPage) listener.connected("Live");
  };

  document.addEventListener("visibilitychange", () => {
    listener.connected("Connecting");
    open();
  });
  open();
}
