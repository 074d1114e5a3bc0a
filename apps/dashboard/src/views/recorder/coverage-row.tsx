import type { JSX } from "preact";
import { aloneFill, hatchFill } from "../../charts/hatch.js";
import type { Recording } from "../../data/results.js";

/** The days of one inverter: what is recorded fills a cell from below, and what is missing is hatched with its reason. */
export function CoverageRow({
  recording,
  row,
  left,
  cell,
  height,
}: {
  readonly recording: Recording;
  readonly row: number;
  readonly left: number;
  readonly cell: number;
  readonly height: number;
}): JSX.Element {
  const shares = recording.share[row] ?? new Float32Array();
  const x = (column: number): number => left + column * cell;
  const marks: JSX.Element[] = [];
  for (let column = 0; column < shares.length; column++) {
    const share = shares[column] ?? Number.NaN;
    if (Number.isNaN(share)) continue;
    let to = column + 1;
    // Days in a row that are the same are one mark: 60 panels have thousands of cells.
    while (
      shares[to] === share &&
      reasonAt(recording, row, to) === reasonAt(recording, row, column)
    ) {
      to++;
    }
    const span = { x: x(column), width: x(to) - x(column) };
    if (share < 1) {
      const fill = reasonAt(recording, row, column) === "alone" ? aloneFill : hatchFill;
      marks.push(<rect key={`${column}m`} {...span} height={height} fill={fill} />);
    }
    if (share > 0) {
      const filled = height * share;
      marks.push(
        <rect key={column} class="covered" {...span} y={height - filled} height={filled} />,
      );
    }
    column = to - 1;
  }
  return <>{marks}</>;
}

function reasonAt({ reasons }: Recording, row: number, column: number): string | undefined {
  return reasons[row]?.[column];
}
