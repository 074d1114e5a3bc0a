// The parts of undici that the program uses. Its index would also load fetch, WebSocket, caches
// and mocks, which takes a poll 27 ms on Node 20 and 16 ms on Node 24. These files are not
// undici's public interface, so package.json pins its version.
const Agent = require("undici/lib/dispatcher/agent.js");
const Dispatcher = require("undici/lib/dispatcher/dispatcher.js");
const request = require("undici/lib/api/api-request.js");

// As undici's index does.
Object.assign(Dispatcher.prototype, { request });

module.exports = {
  Agent,
  request(url, { dispatcher, ...options }) {
    const { origin, pathname, search } = new URL(url);
    return dispatcher.request({ method: "GET", ...options, origin, path: pathname + search });
  },
};
