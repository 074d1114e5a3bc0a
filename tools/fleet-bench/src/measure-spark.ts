import { type FleetFolder, threads } from "./fleet-folder.js";
import { rate } from "./measured-process.js";

/** The same landing by Spark on this machine, which needs a JVM; peak memory is that of the Node process alone. */
export async function measureSpark(fleet: FleetFolder, home: string): Promise<void> {
  const engine = `engine = "spark"
[spark]
home = ${JSON.stringify(home)}
master = "local[${threads}]"
conf = { "spark.driver.memory" = "4g" }
`;
  const table = { name: "spark", isDue: true, engine };
  const cost = await fleet.compact(table);
  const { rows, bytes } = await fleet.sizeOf(table);
  fleet.remove(table);
  console.log(`Spark: ${rate(rows, cost)} (Node alone), ${(bytes / rows).toFixed(2)} bytes a row`);
}
