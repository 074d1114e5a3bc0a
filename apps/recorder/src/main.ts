import { runCommand } from "./cli/run-command.js";
import { record } from "./commands/record.js";
import { readRecordCall } from "./record-call.js";
import { preferBaselineWasm } from "./v8-flags.js";

preferBaselineWasm();

const call = readRecordCall(process.argv.slice(2));

// The command-line parser is not loaded for the calls that cron and systemd make.
if (call !== undefined) {
  void runCommand(call.config, record, call);
} else {
  void import("./cli/command-line.js").then(({ runCommandLine }) => runCommandLine());
}
