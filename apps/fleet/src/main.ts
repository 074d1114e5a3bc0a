import { runCommandLine } from "./cli/command-line.js";

void runCommandLine();
