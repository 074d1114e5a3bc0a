import { duckDbEngine } from "../src/index.js";
import { describeEngine } from "./support/engine-suite.js";

describeEngine(
  "the DuckDB engine",
  (temporaryFolder) => duckDbEngine({ temporaryFolder, threads: 2 }),
  30_000,
);
