/**
 * What is known of whole local days: a row an inverter and day, in columns of equal length. The
 * rows may be in any order; no two are of the same inverter and day. What is not known is NaN,
 * never 0: a day of which no reading tells has 0 periods, and NaN joules.
 */
export interface DaySummaries {
  /** The inverters' names. */
  readonly inverters: readonly string[];
  /** Which inverter a row is of: its place in `inverters`. */
  readonly inverter: ArrayLike<number>;
  /** The local date, in days since 1970-01-01: see {@link dayName}. */
  readonly day: ArrayLike<number>;
  /** The energy of the readings whose periods ended on the day, in joules. */
  readonly joules: ArrayLike<number>;
  /** The greatest value of the inverter's counter of the day, in Wh. */
  readonly counterWattHours: ArrayLike<number>;
  /** The mean power of its best period, in whole watts. */
  readonly peakWatts: ArrayLike<number>;
  /** How many readings there are. */
  readonly periods: ArrayLike<number>;
  /** How much of daylight no reading tells of, in whole seconds. */
  readonly gapSeconds: ArrayLike<number>;
  /** The energy that was produced in it, in joules: 0 where there is no gap, NaN where it is not known. */
  readonly gapJoules: ArrayLike<number>;
  /** The highest temperature, in degrees Celsius. */
  readonly maxTemperatureCelsius: ArrayLike<number>;
  /** How long the inverter said that it could not convert power, in seconds. */
  readonly errorSeconds: ArrayLike<number>;
}

/** {@link DaySummaries} that were calculated here. */
export interface CalculatedDaySummaries extends DaySummaries {
  readonly inverter: Uint16Array;
  readonly day: Int32Array;
  readonly joules: Float64Array;
  readonly counterWattHours: Float64Array;
  readonly peakWatts: Float64Array;
  readonly periods: Uint32Array;
  readonly gapSeconds: Float64Array;
  readonly gapJoules: Float64Array;
  readonly maxTemperatureCelsius: Float64Array;
  readonly errorSeconds: Float64Array;
}
