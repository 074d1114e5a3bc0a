import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The zone of the simulated gateway. */
export const demoTimeZone = "Europe/London";

const opening =
  "# Made by envoy-recorder demo, for envoy-recorder serve. There is no gateway to record.";

/** How many inverters the demo's roofs have, row by row. */
const roofs = { South: [3, 3], East: [2, 2] } as const;

/**
 * Writes a config for the demo's folder, in which the inverters are on two roofs, and returns its path. A
 * config.toml that somebody else wrote stays as it is.
 */
export async function writeDemoConfig(folder: string, serials: readonly string[]): Promise<string> {
  const usual = join(folder, "config.toml");
  const present = await readFile(usual, "utf8").catch(() => opening);
  const file = present.startsWith(opening) ? usual : join(folder, "demo-config.toml");
  await writeFile(file, demoConfig(serials), { mode: 0o600 });
  return file;
}

function demoConfig(serials: readonly string[]): string {
  const places = onRoofs(serials);
  const names = places.map(({ serial, name }) => `"${serial}" = "${name}"`);
  const groups = Object.keys(roofs).map((roof) => {
    const members = places.filter(({ group }) => group === roof);
    return `${roof} = [${members.map(({ serial }) => `"${serial}"`).join(", ")}]`;
  });
  const positions = places.map(({ serial, x, y }) => `"${serial}" = [${x}, ${y}]`);
  return [
    opening,
    '[envoy]\nip_address = "127.0.0.1"\n',
    '[paths]\nlive_buffer = "live_buffer"\nparquet_archive = "parquet_archive"\n',
    `[site]\ntime_zone = "${demoTimeZone}"\n`,
    `[site.names]\n${names.join("\n")}\n`,
    `[site.groups]\n${groups.join("\n")}\n`,
    `[site.positions]\n${positions.join("\n")}\n`,
  ].join("\n");
}

interface Place {
  readonly serial: string;
  readonly name: string;
  readonly group: string;
  readonly x: number;
  readonly y: number;
}

/** The roofs are beside each other, with room for one panel between them. */
function onRoofs(serials: readonly string[]): readonly Place[] {
  const places: Place[] = [];
  let left = 0;
  for (const [group, rows] of Object.entries(roofs)) {
    let number = 1;
    for (const [y, width] of rows.entries()) {
      for (let x = 0; x < width; x++) {
        const serial = serials[places.length];
        if (serial === undefined) return places;
        places.push({ serial, name: `${group} ${number++}`, group, x: left + x, y });
      }
    }
    left += Math.max(...rows) + 1;
  }
  return places;
}
