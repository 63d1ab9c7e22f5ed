/**
 * What servers need of `node:http`. An `import` of that module reads all it exports, and WebSocket
 * among them loads a whole HTTP client: 16 MB of memory that no server here has a use for. (Types
 * cost nothing, and are imported as usual.)
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule("node:http");
