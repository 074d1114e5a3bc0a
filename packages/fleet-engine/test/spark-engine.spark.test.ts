import { describe } from "vitest";
import { sparkEngine } from "../src/index.js";
import { describeEngine } from "./support/engine-suite.js";
import { smallConf as conf, sparkEnvironment as environment } from "./support/spark-cluster.js";

const home = process.env["ENVOY_SPARK"] ?? "";

describe.skipIf(home === "")("with a real Spark", () => {
  describeEngine(
    "the Spark engine",
    (workFolder) => sparkEngine({ home, master: "local[2]", conf, environment, workFolder }),
    300_000,
  );
});
