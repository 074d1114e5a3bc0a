import type { SourceConfig } from "../config/config.js";
import type { SourcePlace } from "../config/sources.js";
import { exitCode, FleetError } from "../errors/exit-code.js";
import { nearestWord } from "../errors/nearest-word.js";
import type { SourceStates } from "../landing/source-states.js";

/**
 * The gateway that a person names: by its id, or as fleet.toml names its source, also after it was forgotten. Throws
 * `FleetError` if there is none, or more than one.
 */
export function findGateway(
  name: string,
  { states, gatewayOf }: Pick<SourceStates, "states" | "gatewayOf">,
  sources: readonly SourceConfig[],
): string {
  // Whether the landing knows the id is found out by what removes its files.
  if (/^g[0-9a-f]{16}$/.test(name)) return name;
  const places = [...sources.map(({ place }) => place), ...states.map(({ place }) => place)];
  const named = places.filter((place) => nameOf(place) === name);
  const hits = sources.filter((source) => source.name === name).map(({ place }) => place);
  const gateways = new Set([...named, ...hits].map(gatewayOf).filter((id) => id !== undefined));
  const [gateway, other] = gateways;
  if (gateway !== undefined && other === undefined) return gateway;
  if (gateway !== undefined) {
    const message = `${name} has more than one archive: ${[...gateways].join(", ")}. Name one of these gateways instead.`;
    throw new FleetError(exitCode.config, message);
  }
  const known = new Set([...sources.map((source) => source.name), ...places.map(nameOf)]);
  throw new FleetError(exitCode.config, unknown(name, [...known]));
}

function nameOf(place: Pick<SourcePlace, "kind"> & { repo?: string; path: string }): string {
  return place.repo ?? place.path;
}

function unknown(name: string, known: readonly string[]): string {
  if (known.includes(name)) return `${name} was never pulled, so there is nothing to forget.`;
  const near = nearestWord(name, known);
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  return `There is no source ${name}.${hint} Name it as in fleet.toml, or by its gateway's id as in gateways.parquet of the table.`;
}
