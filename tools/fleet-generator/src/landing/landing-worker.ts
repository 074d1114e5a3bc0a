import { parentPort, workerData } from "node:worker_threads";
import { type LandingMonth, writeGateway } from "./write-gateway.js";

/** Takes the numbers of gateways, one message each, and answers with what was written for it. */
const port = parentPort;
if (port === null) throw new TypeError("This module is the code of a worker.");
const landing: LandingMonth = workerData;
port.on("message", (index: number) => {
  writeGateway(index, landing).then(
    (written) => port.postMessage(written),
    (error: unknown) => {
      // An error that is thrown here ends the worker, and its parent gets it.
      setImmediate(() => {
        throw error;
      });
    },
  );
});
