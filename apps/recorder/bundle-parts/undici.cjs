// What undici's index makes of these modules, and no more; see ../bundle.js.
const Dispatcher = require("undici/lib/dispatcher/dispatcher.js");
const Agent = require("undici/lib/dispatcher/agent.js");
const buildConnector = require("undici/lib/core/connect.js");
const request = require("undici/lib/api/api-request.js");

Object.assign(Dispatcher.prototype, { request });

module.exports = {
  Agent,
  buildConnector,
  request(url, { dispatcher, ...options }) {
    const { origin, pathname, search } = new URL(url);
    return dispatcher.request({ method: "GET", ...options, origin, path: pathname + search });
  },
};
