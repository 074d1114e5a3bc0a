import { type ListedDevice, readInventory, readListedDevice } from "./ensemble-device.js";
import { type FieldReader, readPage, type WithProblems } from "./field-reader.js";
import { paths } from "./paths.js";

/** The IQ System Controller (Enpower), which can separate the home from the grid. */
export interface SystemController extends ListedDevice {
  /** The switch to the grid as it is: "closed" is on grid, "open" off grid. */
  readonly gridSwitchState: string | undefined;
  /** The switch to the grid as it should be. */
  readonly gridSwitchTarget: string | undefined;
  /** Such as "multimode-ongrid"; remains so while a generator runs, unlike `batteryGridMode`. */
  readonly gridMode: string | undefined;
  /** What the batteries are told: such as "multimode-ongrid", "multimode-generator". */
  readonly batteryGridMode: string | undefined;
  /** In Fahrenheit, unlike the other devices' (pyenphase 3.2.1; recordings: 83 to 113). */
  readonly temperatureFahrenheit: number | undefined;
  /** Absent since firmware 8. */
  readonly isOperating: boolean | undefined;
  /** Radio signal, 0 to 5; 0 also where it is connected by wire. */
  readonly radioLevel24Gigahertz: number | undefined;
  readonly radioLevelSubGigahertz: number | undefined;
  /** Absent since firmware 8. */
  readonly radioFirmware: string | undefined;
}

/** The IQ Meter Collar, which can separate the home from the grid at the utility's meter. */
export interface MeterCollar extends ListedDevice {
  /** "on_grid" in the recording of firmware 8.3.1598. */
  readonly gridState: string | undefined;
  /** Its switch to the grid: "close" in that recording. */
  readonly gridSwitchState: string | undefined;
  /** Such as "Installed". */
  readonly collarState: string | undefined;
  /** 0: no error. */
  readonly controlError: number | undefined;
  readonly temperatureCelsius: number | undefined;
}

/** The controller of an IQ Combiner 6. */
export interface CombinerController extends ListedDevice {
  /** The version of its software image; `firmware` in the one recording (8.3.1598). */
  readonly imageVersion: string | undefined;
}

/** What connects the site to the grid, from `/ivp/ensemble/inventory`; each undefined where there is none. */
export interface Grid {
  /** Undefined if no device says so: a site without a controller is always on the grid that feeds it. */
  readonly isOnGrid: boolean | undefined;
  readonly systemController: SystemController | undefined;
  readonly meterCollar: MeterCollar | undefined;
  readonly combinerController: CombinerController | undefined;
}

/** The relays that a controller switches, from `relay` of `/ivp/ensemble/status`, or from `/ivp/ensemble/relay`. */
export interface GridRelay {
  /** The switch to the grid as it is: "open" or "closed". "closed" also where there is no controller. */
  readonly gridSwitchState: string | undefined;
  /** The switch to the grid as it should be. */
  readonly gridSwitchTarget: string | undefined;
  /** Such as "multimode-ongrid", "multimode-generator", "grid-tied", "unknown". */
  readonly batteryGridMode: string | undefined;
  readonly solarGridMode: string | undefined;
}

/** Parses the grid devices in the text of `/ivp/ensemble/inventory`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list. */
export function parseGrid(text: string): WithProblems<Grid> {
  const { root, devices } = readInventory(text);
  const first = <T>(kind: string, read: (device: FieldReader) => T | undefined): T | undefined =>
    devices(kind)
      .map(read)
      .find((device) => device !== undefined);
  const systemController = first("ENPOWER", readSystemController);
  const meterCollar = first("COLLAR", readMeterCollar);
  return root.withProblems({
    isOnGrid: isOnGrid(systemController, meterCollar),
    systemController,
    meterCollar,
    combinerController: first("C6 COMBINER CONTROLLER", readCombinerController),
  });
}

/** The switch tells: while a generator runs it is open, although the grid mode says "ongrid" (recording of firmware 8.2.127). */
function isOnGrid(
  controller: SystemController | undefined,
  collar: MeterCollar | undefined,
): boolean | undefined {
  if (controller?.gridSwitchState !== undefined) return controller.gridSwitchState === "closed";
  if (collar?.gridState !== undefined) return collar.gridState === "on_grid";
  return undefined;
}

function readSystemController(device: FieldReader): SystemController | undefined {
  const listed = readListedDevice(device);
  return (
    listed && {
      ...listed,
      gridSwitchState: device.text("mains_oper_state"),
      gridSwitchTarget: device.text("mains_admin_state"),
      gridMode: device.text("Enpwr_grid_mode"),
      batteryGridMode: device.text("Enchg_grid_mode"),
      temperatureFahrenheit: device.signed("temperature"),
      isOperating: device.boolean("operating"),
      radioLevel24Gigahertz: device.number("comm_level_2_4_ghz"),
      radioLevelSubGigahertz: device.number("comm_level_sub_ghz"),
      radioFirmware: device.text("zigbee_dongle_fw_version"),
    }
  );
}

function readMeterCollar(device: FieldReader): MeterCollar | undefined {
  const listed = readListedDevice(device);
  return (
    listed && {
      ...listed,
      gridState: device.text("grid_state"),
      gridSwitchState: device.text("mid_state"),
      collarState: device.text("collar_state"),
      controlError: device.number("control_error"),
      temperatureCelsius: device.signed("temperature"),
    }
  );
}

function readCombinerController(device: FieldReader): CombinerController | undefined {
  const listed = readListedDevice(device);
  return listed && { ...listed, imageVersion: device.text("dmir_version") };
}

/**
 * Parses the text of `/ivp/ensemble/status`, or of `/ivp/ensemble/relay`, which contains a part of it.
 * Throws `EnvoyError` (`ERR_INVALID_BODY`) if it says nothing of the switch.
 */
export function parseGridRelay(text: string): WithProblems<GridRelay> {
  const page = readPage(text, paths.ensembleStatus, [
    "relay",
    "mains_oper_state",
    "mains_admin_state",
  ]);
  const relay = page.object("relay") ?? page;
  return page.withProblems({
    gridSwitchState: relay.text("mains_oper_state"),
    gridSwitchTarget: relay.text("mains_admin_state"),
    batteryGridMode: relay.text("Enchg_grid_mode"),
    solarGridMode: relay.text("Solar_grid_mode"),
  });
}
