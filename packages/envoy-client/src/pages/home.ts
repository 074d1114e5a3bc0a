import { type FieldReader, readPage, type WithProblems } from "./field-reader.js";
import { paths } from "./paths.js";

// From the recording of firmware 8.3.1598, and answers of firmware 3 to 7 that owners published, such as
// github.com/vincentwolsink/home_assistant_enphase_envoy_installer/pull/1.

/** The gateway's own state, from `/home.json`. On some gateways the page takes up to a minute. */
export interface GatewayHome {
  /** When its firmware was built, in seconds since 1970 (UTC). */
  readonly firmwareBuildDate: number | undefined;
  /** Such as "Europe/Amsterdam". */
  readonly timeZone: string | undefined;
  /** The gateway's clock as it shows it: "07/19/2025" (month first) and "21:25". */
  readonly localDate: string | undefined;
  readonly localTime: string | undefined;
  readonly network: GatewayNetwork | undefined;
  /** How well the gateway hears its devices. */
  readonly communication: GatewayCommunication | undefined;
  /** Seen only empty, so its items are as the gateway wrote them. */
  readonly alerts: readonly unknown[];
  /** "satisfied" if the firmware is up to date; absent in firmware 8.3. */
  readonly updateState: string | undefined;
  /** "single_rate", "time_of_use" or "none". */
  readonly tariffKind: string | undefined;
  /** How full the gateway's database is; absent in firmware 8.3. */
  readonly databasePercentFull: number | undefined;
  readonly wirelessConnections: readonly WirelessConnection[];
}

/** The gateway's network. */
export interface GatewayNetwork {
  /** It reaches Enphase. */
  readonly isOnline: boolean | undefined;
  readonly hasReportedToEnphase: boolean | undefined;
  /** Its last report to Enphase, in seconds since 1970 (UTC). */
  readonly lastReportDate: number | undefined;
  /** The name of the interface that is used, such as "eth0". */
  readonly primaryInterface: string | undefined;
  readonly interfaces: readonly NetworkInterface[];
}

/** A network interface of the gateway. */
export interface NetworkInterface {
  /** Such as "eth0", "wlan0", "ppp0". */
  readonly name: string;
  /** "ethernet", "wifi" or "cellular". */
  readonly type: string | undefined;
  readonly macAddress: string | undefined;
  readonly ipAddress: string | undefined;
  readonly usesDhcp: boolean | undefined;
  /** A cable or network is there. */
  readonly hasCarrier: boolean | undefined;
  /** From 0 to `maxSignalStrength`, which is 1 for a cable, 5 for Wi-Fi, 31 for a cellular modem. */
  readonly signalStrength: number | undefined;
  readonly maxSignalStrength: number | undefined;
  /** Of Wi-Fi: such as "connected", "connecting". */
  readonly state: string | undefined;
  /** Of Wi-Fi. */
  readonly isConfigured: boolean | undefined;
}

/** A radio of the gateway, for its batteries and controller. */
export interface WirelessConnection {
  /** "zigbee", "subghz" or "BLE". */
  readonly type: string | undefined;
  readonly isConnected: boolean | undefined;
  readonly signalStrength: number | undefined;
  readonly maxSignalStrength: number | undefined;
}

/** How many devices the gateway has of each kind, and how well it hears them. */
export interface GatewayCommunication extends CommunicationLevel {
  readonly inverters: CommunicationLevel | undefined;
  readonly acBatteries: CommunicationLevel | undefined;
  readonly relays: CommunicationLevel | undefined;
  /** System controllers, batteries and the rest of their system. */
  readonly ensemble: CommunicationLevel | undefined;
  readonly batteries: readonly CommunicationLevel[];
}

/** How many devices there are, and how well they are heard. */
export interface CommunicationLevel {
  readonly deviceCount: number | undefined;
  /** From 0 to 5; 0 also where there are none, or they are connected by wire. */
  readonly level: number | undefined;
}

/** Parses the text of `/home.json`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it says nothing of the gateway. */
export function parseHome(text: string): WithProblems<GatewayHome> {
  const page = readPage(text, paths.home, ["network", "software_build_epoch", "timezone", "comm"]);
  const network = page.object("network");
  const communication = page.object("comm");
  return page.withProblems({
    firmwareBuildDate: page.time("software_build_epoch"),
    timeZone: page.text("timezone"),
    localDate: page.text("current_date"),
    localTime: page.text("current_time"),
    network: network && readNetwork(network),
    communication: communication && readCommunication(communication),
    alerts: page.list("alerts"),
    updateState: page.text("update_status"),
    tariffKind: page.text("tariff"),
    databasePercentFull: page.numeral("db_percent_full"),
    wirelessConnections: page.objects("wireless_connection").map((connection) => ({
      type: connection.text("type"),
      isConnected: connection.boolean("connected"),
      signalStrength: connection.number("signal_strength"),
      maxSignalStrength: connection.number("signal_strength_max"),
    })),
  });
}

function readNetwork(network: FieldReader): GatewayNetwork {
  return {
    isOnline: network.boolean("web_comm"),
    hasReportedToEnphase: network.boolean("ever_reported_to_enlighten"),
    lastReportDate: network.time("last_enlighten_report_time"),
    primaryInterface: network.text("primary_interface"),
    interfaces: network
      .objects("interfaces")
      .map(readInterface)
      .filter((networkInterface) => networkInterface !== undefined),
  };
}

function readInterface(fields: FieldReader): NetworkInterface | undefined {
  const name = fields.identity("interface");
  if (name === undefined) return undefined;
  return {
    name,
    type: fields.text("type"),
    macAddress: fields.text("mac"),
    ipAddress: fields.text("ip"),
    usesDhcp: fields.boolean("dhcp"),
    hasCarrier: fields.boolean("carrier"),
    signalStrength: fields.number("signal_strength"),
    maxSignalStrength: fields.number("signal_strength_max"),
    state: fields.text("status"),
    isConfigured: fields.boolean("configured"),
  };
}

function readCommunication(communication: FieldReader): GatewayCommunication {
  const kind = (name: string): CommunicationLevel | undefined => {
    const fields = communication.object(name);
    return fields && readLevel(fields);
  };
  return {
    ...readLevel(communication),
    inverters: kind("pcu"),
    acBatteries: kind("acb"),
    relays: kind("nsrb"),
    ensemble: kind("esub"),
    batteries: communication.objects("encharge").map(readLevel),
  };
}

function readLevel(fields: FieldReader): CommunicationLevel {
  return { deviceCount: fields.number("num"), level: fields.number("level") };
}
