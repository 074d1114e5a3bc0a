import { duckDbEngine } from "../src/index.js";
import { describeReport } from "./support/report-suite.js";

describeReport("DuckDB", (temporaryFolder) => duckDbEngine({ temporaryFolder, threads: 2 }));
