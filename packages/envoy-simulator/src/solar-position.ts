/** Where the sun is in the sky. */
export interface SolarPosition {
  /** Above the horizon, in degrees, without refraction; negative at night. */
  readonly elevationDegrees: number;
  /** Clockwise from north, in degrees: 90 is east, 180 south. */
  readonly azimuthDegrees: number;
}

/** When the sun rises, is highest and sets, in seconds since 1970. */
export interface SolarDay {
  readonly sunrise: number;
  readonly noon: number;
  readonly sunset: number;
}

/** What the date alone determines. */
interface SunOfDate {
  readonly declination: number;
  readonly equationOfTimeMinutes: number;
}

const day = 86_400;
const radian = Math.PI / 180;
/** The sun's radius and the refraction at the horizon, as NOAA takes them. */
const riseElevationDegrees = -0.833;

/**
 * The position of the sun at a moment (seconds since 1970) and place (degrees, north and east
 * positive), to about half a degree. Source: NOAA Global Monitoring Laboratory, "General Solar Position
 * Calculations", whose series are those of J. W. Spencer, "Fourier series representation of the
 * position of the sun", Search 2 (1971).
 */
export function solarPosition(
  latitude: number,
  longitude: number,
  unixSeconds: number,
): SolarPosition {
  const { declination, equationOfTimeMinutes } = sunOf(unixSeconds);
  const solarMinutes = (unixSeconds % day) / 60 + equationOfTimeMinutes + 4 * longitude;
  const hourAngle = (solarMinutes / 4 - 180) * radian;
  const [sinLatitude, cosLatitude] = [Math.sin(latitude * radian), Math.cos(latitude * radian)];
  const [sinSun, cosSun] = [Math.sin(declination), Math.cos(declination)];
  const cosHour = Math.cos(hourAngle);
  const up = sinLatitude * sinSun + cosLatitude * cosSun * cosHour;
  const north = cosLatitude * sinSun - sinLatitude * cosSun * cosHour;
  const east = -cosSun * Math.sin(hourAngle);
  return {
    elevationDegrees: Math.asin(Math.max(-1, Math.min(1, up))) / radian,
    azimuthDegrees: (Math.atan2(east, north) / radian + 360) % 360,
  };
}

/**
 * The solar day whose noon is nearest to a moment; undefined where the sun does not rise or does not
 * set on it. The same source as {@link solarPosition}, to a minute or two away from the polar circles.
 */
export function solarDay(
  latitude: number,
  longitude: number,
  unixSeconds: number,
): SolarDay | undefined {
  const meanNoon = day / 2 - 240 * longitude;
  const approximateNoon = Math.round((unixSeconds - meanNoon) / day) * day + meanNoon;
  const { declination, equationOfTimeMinutes } = sunOf(approximateNoon);
  const noon = approximateNoon - 60 * equationOfTimeMinutes;
  const cosHour =
    (Math.sin(riseElevationDegrees * radian) -
      Math.sin(latitude * radian) * Math.sin(declination)) /
    (Math.cos(latitude * radian) * Math.cos(declination));
  if (Math.abs(cosHour) > 1) return undefined;
  const halfSeconds = (Math.acos(cosHour) / (2 * Math.PI)) * day;
  return { sunrise: noon - halfSeconds, noon, sunset: noon + halfSeconds };
}

/** The length of the Gregorian year, so that leap years do not shift the seasons. */
const yearDays = 365.2425;
const firstYear = Date.UTC(2001, 0, 1) / 1000;

/** The angle of the year at a moment: 0 at the beginning of January, a full circle in a year. */
export function yearAngle(unixSeconds: number): number {
  return (2 * Math.PI * (unixSeconds - firstYear)) / (yearDays * day);
}

function sunOf(unixSeconds: number): SunOfDate {
  const angle = yearAngle(unixSeconds);
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  // The sines and cosines of twice and three times the angle.
  const [sin2, cos2] = [2 * sin * cos, 2 * cos * cos - 1];
  const [sin3, cos3] = [sin2 * cos + cos2 * sin, cos2 * cos - sin2 * sin];
  return {
    declination:
      0.006918 -
      0.399912 * cos +
      0.070257 * sin -
      0.006758 * cos2 +
      0.000907 * sin2 -
      0.002697 * cos3 +
      0.00148 * sin3,
    equationOfTimeMinutes:
      229.18 * (0.000075 + 0.001868 * cos - 0.032077 * sin - 0.014615 * cos2 - 0.040849 * sin2),
  };
}
