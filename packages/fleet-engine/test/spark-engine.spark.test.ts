import { describe } from "vitest";
import { sparkEngine } from "../src/index.js";
import { describeEngine } from "./support/engine-suite.js";

const home = process.env["ENVOY_SPARK"];

describe.skipIf(home === undefined)("with a real Spark", () => {
  describeEngine("the Spark engine", (workFolder) =>
    sparkEngine({ home: home ?? "", master: "local[2]", environment: process.env, workFolder }),
  );
});
