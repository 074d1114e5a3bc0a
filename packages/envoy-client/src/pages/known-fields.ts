/** The fields of a microinverter that recordings of firmware 8.2 and 8.3 and of an IQ7+ site contain. */
export const knownFields: {
  readonly device: ReadonlySet<string>;
  readonly channel: ReadonlySet<string>;
  readonly lastReading: ReadonlySet<string>;
} = {
  device: new Set(["devName", "sn", "active", "modGone", "channels"]),
  channel: new Set(["chanEid", "created", "wattHours", "watts", "lastReading", "lifetime"]),
  lastReading: new Set([
    "eid",
    "interval_type",
    "endDate",
    "duration",
    "flags",
    "flags_hex",
    "joulesProduced",
    "acVoltageINmV",
    "acFrequencyINmHz",
    "dcVoltageINmV",
    "dcCurrentINmA",
    "channelTemp",
    "pwrConvErrSecs",
    "pwrConvMaxErrCycles",
    "joulesUsed",
    "leadingVArs",
    "laggingVArs",
    "acCurrentInmA",
    "l1NAcVoltageInmV",
    "l2NAcVoltageInmV",
    "l3NAcVoltageInmV",
    "rssi",
    "issi",
  ]),
};
