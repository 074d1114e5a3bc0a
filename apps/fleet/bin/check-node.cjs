// Ends the process with 2 if this version of Node is too old for the fleet. Old versions have
// to parse this file, so it is plain ES2015 and requires nothing with "node:".
const needed = require("../package.json").engines.node.replace(">=", "");

const running = process.versions.node.split(".").map(Number);
const least = needed.split(".").map(Number);

if (running[0] < least[0] || (running[0] === least[0] && running[1] < least[1])) {
  process.stderr.write(
    "envoy-fleet needs Node " +
      needed +
      " or later; this is Node " +
      process.versions.node +
      " (" +
      process.execPath +
      ").\nGet Node 22 or 24 at https://nodejs.org/en/download\n",
  );
  process.exit(2);
}
