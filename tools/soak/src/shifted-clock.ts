/**
 * Loaded into a run of the recorder before it (`node --import`): moves its clock by
 * SOAK_CLOCK_SHIFT_MS. A process cannot set the machine's clock for itself alone.
 */
const shiftMs = Number(process.env["SOAK_CLOCK_SHIFT_MS"]);
const RealDate = Date;
const now = (): number => RealDate.now() + shiftMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (date, parts) =>
    parts.length === 0 ? new date(now()) : Reflect.construct(date, parts),
  get: (date, name) => (name === "now" ? now : Reflect.get(date, name)),
});
