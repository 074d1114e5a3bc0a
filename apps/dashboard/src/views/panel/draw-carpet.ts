import { rampOf, themeColour } from "../../charts/ramp.js";
import type { CarpetCells } from "./carpet-cells.js";

const quarters = 96;
const colours = 64;

/** Draws a year's cells all over a canvas. What is missing is hatched: one way if nobody has readings, the other if others have. */
export function drawCarpet(canvas: HTMLCanvasElement, cells: CarpetCells, ratio: number): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  const image = imageOf(canvas, cells);
  if (image === undefined) return;
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, 0, width, height);
  const hatches = [hatch(canvas, "--hatch", 1, ratio), hatch(canvas, "--ink", -1, ratio)];
  const [across, down] = [width / cells.days, height / (cells.to - cells.from)];
  for (let column = 0; column < cells.days; column++) {
    const { month, day } = cells.monthOf(column) ?? {};
    if (month === undefined || day === undefined) continue;
    for (let quarter = cells.from; quarter < cells.to; quarter++) {
      const reason = month.missing[day * quarters + quarter];
      if (reason === 0) continue;
      context.fillStyle = hatches[(reason ?? 1) - 1] ?? "";
      const [x, y] = [Math.floor(column * across), Math.floor((quarter - cells.from) * down)];
      context.fillRect(x, y, Math.ceil(across), Math.ceil(down));
    }
  }
}

/** One pixel a cell. */
function imageOf(canvas: HTMLCanvasElement, cells: CarpetCells): HTMLCanvasElement | undefined {
  const rows = cells.to - cells.from;
  const small = document.createElement("canvas");
  small.width = cells.days;
  small.height = rows;
  const context = small.getContext("2d");
  if (context === null) return undefined;
  const ramp = rampOf(canvas, ["--shade-full", "--shade-half", "--shade-none"], colours);
  const dim = rampOf(canvas, ["--cell", "--cell"], 1);
  const pixels = context.createImageData(cells.days, rows);
  for (let column = 0; column < cells.days; column++) {
    const { month, day = 0 } = cells.monthOf(column) ?? {};
    if (month === undefined) continue;
    for (let row = 0; row < rows; row++) {
      const cell = day * quarters + cells.from + row;
      if (Number.isNaN(month.watts[cell] ?? Number.NaN)) continue;
      const share = cells.shareOf(month, cell);
      const place = Math.round(Math.min(1, Math.max(0, share)) * (colours - 1)) * 4;
      const colour = Number.isNaN(share) ? dim : ramp.subarray(place, place + 4);
      pixels.data.set(colour, (row * cells.days + column) * 4);
    }
  }
  context.putImageData(pixels, 0, 0);
  return small;
}

function hatch(
  canvas: HTMLCanvasElement,
  line: string,
  slope: 1 | -1,
  ratio: number,
): CanvasPattern | string {
  const size = Math.round(6 * ratio);
  const tile = document.createElement("canvas");
  tile.width = size;
  tile.height = size;
  const context = tile.getContext("2d");
  if (context === null) return "";
  context.fillStyle = themeColour(canvas, "--hatch-ground");
  context.fillRect(0, 0, size, size);
  context.strokeStyle = themeColour(canvas, line);
  context.lineWidth = 1.5 * ratio;
  // Thrice, so that a line goes on at the corners.
  for (const shift of [-size, 0, size]) {
    context.beginPath();
    context.moveTo(shift - 1, slope > 0 ? size + 1 : -1);
    context.lineTo(shift + size + 1, slope > 0 ? -1 : size + 1);
    context.stroke();
  }
  return context.createPattern(tile, "repeat") ?? "";
}
