import { describe, expect, it } from "vitest";
import { parseHome } from "../../src/pages/home.js";

const answer = {
  software_build_epoch: 1_700_000_000,
  db_percent_full: "  1.44",
  timezone: "Europe/Amsterdam",
  current_date: "07/19/2025",
  current_time: "21:25",
  network: {
    web_comm: true,
    ever_reported_to_enlighten: true,
    last_enlighten_report_time: 1_700_000_900,
    primary_interface: "wlan0",
    interfaces: [
      { interface: "eth0", type: "ethernet", mac: "02:00:00:00:00:01", ip: null, carrier: false },
      {
        interface: "wlan0",
        type: "wifi",
        mac: "02:00:00:00:00:02",
        dhcp: true,
        ip: "192.0.2.7",
        signal_strength: 4,
        signal_strength_max: 5,
        carrier: true,
        configured: true,
        status: "connected",
      },
      { type: "cellular" },
    ],
  },
  tariff: "time_of_use",
  comm: {
    num: 12,
    level: 5,
    pcu: { num: 10, level: 4 },
    nsrb: { num: 0, level: 0 },
    esub: { num: 1, level: 5 },
    encharge: [{ num: 2, level: 3, level_24g: 3, level_subg: 2 }],
  },
  alerts: [{ any: "thing" }],
  update_status: "satisfied",
  wireless_connection: [
    { type: "BLE", connected: true, signal_strength: 0, signal_strength_max: 0 },
  ],
};

describe("parseHome", () => {
  it("gives the gateway's network, communication, alerts and update state", () => {
    const home = parseHome(JSON.stringify(answer));
    expect(home).toMatchObject({
      firmwareBuildDate: 1_700_000_000,
      timeZone: "Europe/Amsterdam",
      localDate: "07/19/2025",
      localTime: "21:25",
      alerts: [{ any: "thing" }],
      updateState: "satisfied",
      tariffKind: "time_of_use",
      databasePercentFull: 1.44,
      wirelessConnections: [
        { type: "BLE", isConnected: true, signalStrength: 0, maxSignalStrength: 0 },
      ],
    });
    expect(home.network).toMatchObject({
      isOnline: true,
      hasReportedToEnphase: true,
      lastReportDate: 1_700_000_900,
      primaryInterface: "wlan0",
    });
    expect(home.communication).toEqual({
      deviceCount: 12,
      level: 5,
      inverters: { deviceCount: 10, level: 4 },
      acBatteries: undefined,
      relays: { deviceCount: 0, level: 0 },
      ensemble: { deviceCount: 1, level: 5 },
      batteries: [{ deviceCount: 2, level: 3 }],
    });
  });

  it("leaves out only the interface that has no name", () => {
    const { network, problems } = parseHome(JSON.stringify(answer));
    expect(network?.interfaces).toEqual([
      {
        name: "eth0",
        type: "ethernet",
        macAddress: "02:00:00:00:00:01",
        ipAddress: undefined,
        usesDhcp: undefined,
        hasCarrier: false,
        signalStrength: undefined,
        maxSignalStrength: undefined,
        state: undefined,
        isConfigured: undefined,
      },
      {
        name: "wlan0",
        type: "wifi",
        macAddress: "02:00:00:00:00:02",
        ipAddress: "192.0.2.7",
        usesDhcp: true,
        hasCarrier: true,
        signalStrength: 4,
        maxSignalStrength: 5,
        state: "connected",
        isConfigured: true,
      },
    ]);
    expect(problems).toEqual([
      { at: "network.interfaces[2].interface", message: "should identify the item, is absent" },
    ]);
  });

  it("gives undefined for what a firmware does not have", () => {
    expect(parseHome('{"timezone":"US/Eastern"}')).toMatchObject({
      network: undefined,
      communication: undefined,
      alerts: [],
      updateState: undefined,
      problems: [],
    });
  });

  it.each(["{}", '{"error":"busy"}', "[]", "<html>"])("rejects %s", (text) => {
    expect(() => parseHome(text)).toThrow(expect.objectContaining({ code: "ERR_INVALID_BODY" }));
  });
});
