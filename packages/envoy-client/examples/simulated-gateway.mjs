// A gateway to try the other examples with: a house with meters and batteries, and the sun of UTC.
//
//   npm install @envoy/envoy-simulator
//   node simulated-gateway.mjs
//
// It writes its token to simulator-token.txt and runs until Ctrl-C.

import { writeFile } from "node:fs/promises";
import { createSite, startSimulator } from "@envoy/envoy-simulator";

const { ENVOY_PORT: port = "8443" } = process.env;

const site = createSite({ meters: "enabled", batteries: 2, controller: true });
const gateway = await startSimulator({ site, port: Number(port) });
await writeFile("simulator-token.txt", `${gateway.token}\n`, { mode: 0o600 });

const settings = `ENVOY_HOST=${gateway.host} ENVOY_PORT=${gateway.port}`;
console.log(`${settings} ENVOY_TOKEN_FILE=simulator-token.txt node print-site.mjs`);

for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => gateway.close());
