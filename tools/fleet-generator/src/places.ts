/** A town whose households see the same clouds. */
export interface Place {
  readonly name: string;
  readonly timeZone: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** Both sides of the equator and of Greenwich, and zones with and without summer time. */
export const places: readonly Place[] = [
  { name: "London", timeZone: "Europe/London", latitude: 51.51, longitude: -0.13 },
  { name: "Berlin", timeZone: "Europe/Berlin", latitude: 52.52, longitude: 13.4 },
  { name: "Austin", timeZone: "America/Chicago", latitude: 30.27, longitude: -97.74 },
  { name: "Adelaide", timeZone: "Australia/Adelaide", latitude: -34.93, longitude: 138.6 },
  { name: "Phoenix", timeZone: "America/Phoenix", latitude: 33.45, longitude: -112.07 },
  { name: "Madrid", timeZone: "Europe/Madrid", latitude: 40.42, longitude: -3.7 },
];
