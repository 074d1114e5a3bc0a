import { Option, type Command as Program } from "commander";
import type { Scheduler } from "../commands/schedule.js";

interface Choice {
  readonly cron?: true;
  readonly systemd?: true;
  readonly watch?: true;
}

/** Adds `schedule`, which takes several config files. */
export function addSchedule(program: Program, configFiles: () => readonly string[]): void {
  const schedule = program
    .command("schedule")
    .description("have cron or systemd record each minute; --config may be given several times")
    .addHelpText("after", "\nExample:\n  envoy-recorder schedule install");

  schedule
    .command("install")
    .description("install the schedule, or replace it after a move or a new Node")
    .addHelpText(
      "after",
      "\nExample:\n  envoy-recorder schedule install --config roof.toml --config barn.toml",
    )
    .action(async (choice: Choice) => {
      const { installSchedule } = await import("../commands/schedule.js");
      process.exitCode = await installSchedule(configFiles(), chosen(choice), how(choice));
    });
  schedule
    .command("remove")
    .description("remove it again; the crontab's other lines stay as they are")
    .addHelpText("after", "\nExample:\n  envoy-recorder schedule remove --config roof.toml")
    .action(async (choice: Choice) => {
      const { removeSchedule } = await import("../commands/schedule.js");
      process.exitCode = await removeSchedule(configFiles(), chosen(choice));
    });
  schedule
    .command("print")
    .description("print what install would write")
    .addHelpText("after", "\nExample:\n  envoy-recorder schedule print --systemd")
    .action(async (choice: Choice) => {
      const { printSchedule } = await import("../commands/schedule.js");
      process.exitCode = await printSchedule(configFiles(), chosen(choice), how(choice));
    });
  for (const command of schedule.commands) {
    command
      .addOption(new Option("--cron", "by a line in your crontab").conflicts("systemd"))
      .addOption(new Option("--systemd", "by units of systemd (as root)"));
    if (command.name() === "remove") continue;
    command.addOption(
      new Option("--watch", "by one process that systemd keeps running").conflicts("cron"),
    );
  }
}

function chosen({ cron, systemd, watch }: Choice): Scheduler | undefined {
  if (cron === true) return "cron";
  return systemd === true || watch === true ? "systemd" : undefined;
}

function how({ watch }: Choice): { readonly watch: boolean } {
  return { watch: watch === true };
}
