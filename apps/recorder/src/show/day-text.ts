import type { Config } from "../config/config.js";
import { blockArea, blockLine, fit } from "./blocks.js";
import { curveOf, type DayData } from "./day-data.js";
import { gapLines } from "./gap-lines.js";
import { inGroups, nameOf } from "./inverters.js";

const areaRows = 6;
const minutes = 60_000;

/** The day's curve of the total and of each inverter, for a terminal of so many columns. */
export function dayText(config: Config, data: DayData, columns: number): string {
  const { day, joules, readings, zone } = data;
  const isNarrow = columns < 60;
  const labelWidth = isNarrow ? 10 : 14;
  const chartWidth = columns - labelWidth - 2 - (isNarrow ? 6 : 10);
  const perHour = cellsPerHour(data, chartWidth);
  const curve = curveOf(data, (60 / perHour) * minutes);
  const cellMs = (60 / perHour) * minutes;
  const isMissing = (inverter: number, place: number): boolean => {
    const start = curve.starts[place] ?? 0;
    const name = readings.inverters[inverter];
    return (
      Number.isNaN(curve.byInverter[inverter]?.[place]) &&
      data.gaps.some((gap) => gap.inverter === name && gap.from < start + cellMs && start < gap.to)
    );
  };
  // A sum of few would look like a cloud. Inverters report at times of their own, so that at the
  // edges of an outage some still do.
  const isOutage = (place: number): boolean =>
    readings.inverters.filter((_, inverter) => isMissing(inverter, place)).length * 2 >
    readings.inverters.length;
  const mostOf = (values: ArrayLike<number>): number =>
    Math.max(1, ...Array.from(values).filter((value) => !Number.isNaN(value)));
  const mostTotal = mostOf(curve.total);
  const mostOne = Math.max(1, ...curve.byInverter.map(mostOf));
  const label = (text: string): string => `${fit(text, labelWidth)}  `;
  // Serial numbers of one site differ at the end.
  const inverterLabel = (serial: string): string => {
    const name = nameOf(config, serial);
    const isCut = name === serial && serial.length > labelWidth;
    return label(isCut ? `…${serial.slice(1 - labelWidth)}` : name);
  };
  const area = blockArea(curve.total, mostTotal, areaRows, isOutage).map(
    (row, i) => label(i === 0 ? power(mostTotal) : "") + row,
  );
  const withEnergy = (text: string, joulesOfLine: number): string =>
    `${text}  ${kWh(joulesOfLine)}${isNarrow ? "" : " kWh"}`;
  const inverterLine = (i: number): string => {
    const row = blockLine(curve.byInverter[i] ?? [], mostOne, (place) => isMissing(i, place));
    const serial = readings.inverters[i] ?? "";
    return withEnergy(inverterLabel(serial) + row, data.joulesByInverter[i] ?? Number.NaN);
  };
  const lines = inGroups(config, readings.inverters).flatMap(({ name, places }) => {
    const heading = label(`[${name}]`).padEnd(labelWidth + 2 + curve.starts.length);
    const sum = sumOf(places.map((place) => data.joulesByInverter[place] ?? Number.NaN));
    return [...(name === undefined ? [] : [withEnergy(heading, sum)]), ...places.map(inverterLine)];
  });
  return [
    `${day.day}  ${zone.name}  ${kWh(joules)} kWh`,
    "",
    ...area,
    label("") + hourAxis(curve.starts, perHour, zone.format.bind(zone)),
    ...(readings.inverters.length === 0
      ? []
      : [label("inverters") + fit(`a full block is ${power(mostOne)}`, chartWidth).trimEnd()]),
    ...lines,
    ...gapLines(config, data, isNarrow),
  ]
    .map((line) => line.slice(0, columns).trimEnd())
    .join("\n");
}

/** As many cells an hour as fit, so that hours begin at cells. */
function cellsPerHour({ day, light }: DayData, width: number): number {
  const { from, to } = light ?? day;
  const hours = Math.ceil((to - from) / 3_600_000) + 1;
  return [4, 3, 2, 1].find((cells) => hours * cells <= width) ?? 1;
}

function hourAxis(
  starts: ArrayLike<number>,
  perHour: number,
  format: (time: number) => string,
): string {
  const step = perHour === 1 ? 3 : perHour === 2 ? 2 : 1;
  let axis = "";
  for (let i = 0; i < starts.length; i += perHour) {
    if (axis.length > i || (i / perHour) % step !== 0) continue;
    axis = axis.padEnd(i) + format(starts[i] ?? 0).slice(11, 13);
  }
  return axis;
}

/** Of those that are known; NaN if none is. */
function sumOf(joules: readonly number[]): number {
  const known = joules.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0);
}

function kWh(joules: number): string {
  return Number.isNaN(joules) ? "   -" : (joules / 3.6e6).toFixed(2).padStart(5);
}

function power(watts: number): string {
  return watts < 1000 ? `${Math.round(watts)} W` : `${(watts / 1000).toFixed(2)} kW`;
}
