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
  /** The gateway's clock as it answered, to the second; undefined if the answer does not have it. */
  readonly time: Date | undefined;
}

/**
 * Reads the XML of `/info`. Its few flat fields come first in the `device` element in
 * every firmware seen (3.9 to 8.3), so no XML parser is needed.
 * Throws `EnvoyError` (`ERR_INVALID_BODY`) if it contains no gateway serial number.
 */
export function parseGatewayInfo(xml: string): GatewayInfo {
  const device = contentOf("device", xml) ?? "";
  const serialNumber = contentOf("sn", device);
  if (serialNumber === undefined || !isSerialNumber(serialNumber)) {
    throw new EnvoyError(
      "ERR_INVALID_BODY",
      "The answer from /info contains no gateway serial number; is this an Enphase gateway?",
      { body: xml },
    );
  }
  const firmware = shortText(contentOf("software", device))?.replace(/^[A-Z]/, "");
  return {
    serialNumber,
    partNumber: shortText(contentOf("pn", device)),
    firmware,
    hasMeters: contentOf("imeter", device) === "true",
    wantsToken:
      contentOf("web-tokens", xml) === "true" || Number.parseInt(firmware ?? "0", 10) >= 7,
    time: timeOf(contentOf("time", xml)),
  };
}

/** Seconds since 1970. */
function timeOf(text: string | undefined): Date | undefined {
  return /^\d{1,10}$/.test(text ?? "") ? new Date(Number(text) * 1000) : undefined;
}

/**
 * What is between an element's tags, without the space around it. Anything on the network may answer
 * at `/info`, so this takes no longer than the answer is long, as a regular expression would.
 */
function contentOf(name: string, xml: string): string | undefined {
  const open = xml.indexOf(`<${name}>`);
  if (open < 0) return undefined;
  const start = open + name.length + 2;
  const end = xml.indexOf(`</${name}>`, start);
  return end < 0 ? undefined : xml.slice(start, end).trim();
}

/** Twelve digits on every gateway seen. It goes into messages and requests, so that it must not be just anything. */
function isSerialNumber(text: string): boolean {
  return /^[\w-]{1,32}$/.test(text);
}

function shortText(text: string | undefined): string | undefined {
  return text !== undefined && /^[\x20-\x7e]{1,64}$/.test(text) ? text : undefined;
}
