import api from "undici/lib/api/index.js";
import Dispatcher from "undici/lib/dispatcher/dispatcher.js";

/**
 * What is used of undici. Its entry also loads fetch, WebSocket, caches and mocks: 5 MB of memory, and
 * the third part of the time that a start takes. These paths are no promise of undici's, so an update
 * may move them; then nothing starts, and every test of a storage says so.
 */
export { default as buildConnector } from "undici/lib/core/connect.js";
export { default as Agent } from "undici/lib/dispatcher/agent.js";
export { default as ProxyAgent } from "undici/lib/dispatcher/proxy-agent.js";

// As the entry does: `request` for us, `connect` for its own use of a proxy.
Object.assign(Dispatcher.prototype, api);
