import { EnvoyError } from "../errors.js";

/** What a gateway says about itself at `/info`, without a login. */
export interface GatewayInfo {
  /** Serial number of the gateway. */
  readonly serialNumber: string;
  /** Part number, such as "800-00654-r08". */
  readonly partNumber: string | undefined;
  /** Firmware version without its leading letter: "8.2.4345". */
  readonly firmware: string | undefined;
  /** The gateway has production or consumption meters. */
  readonly hasMeters: boolean;
  /** The gateway needs a token (firmware 7 and later) rather than digest login. */
  readonly wantsToken: boolean;
}

/**
 * Reads the XML of `/info`. Its few flat fields come first in the `device` element in
 * every firmware seen (3.9 to 8.3), so no XML parser is needed.
 * Throws `EnvoyError` (`ERR_INVALID_BODY`) if it contains no gateway serial number.
 */
export function parseGatewayInfo(xml: string): GatewayInfo {
  const device = /<device>([\s\S]*?)<\/device>/.exec(xml)?.[1] ?? "";
  const field = (name: string): string | undefined =>
    new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(device)?.[1] || undefined;
  const serialNumber = field("sn");
  if (serialNumber === undefined) {
    throw new EnvoyError(
      "ERR_INVALID_BODY",
      "The answer from /info contains no gateway serial number; is this an Enphase gateway?",
      { body: xml },
    );
  }
  return {
    serialNumber,
    partNumber: field("pn"),
    firmware: field("software")?.replace(/^[A-Z]/, ""),
    hasMeters: field("imeter") === "true",
    wantsToken:
      /<web-tokens>\s*true\s*<\/web-tokens>/.test(xml) ||
      Number.parseInt(field("software")?.replace(/^[A-Z]/, "") ?? "0", 10) >= 7,
  };
}
