import { describe } from "vitest";
import { sparkEngine } from "../src/index.js";
import { describeReport } from "./support/report-suite.js";

const home = process.env["ENVOY_SPARK"];

describe.skipIf(home === undefined)("with a real Spark", () => {
  describeReport("Spark", (workFolder) =>
    sparkEngine({ home: home ?? "", master: "local[2]", environment: process.env, workFolder }),
  );
});
