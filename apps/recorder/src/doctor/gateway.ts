import { EnvoyError } from "@envoy/envoy-client";
import type { Config } from "../config/config.js";
import { type Finding, failureOf, ok, skipped, warn } from "./finding.js";
import type { GatewayVisit } from "./gateway-visit.js";

/** Whether a gateway answers at its address. */
export function gatewayFinding({ info }: GatewayVisit, { envoy }: Config): Finding {
  if ("value" in info) {
    const { serialNumber, firmware = "unknown" } = info.value;
    return ok(`${serialNumber} answers at ${envoy.host}, firmware ${firmware}`);
  }
  if (isCertificateChange(info.error)) return skipped("not asked: its certificate has changed");
  return failureOf(info.error, adviceOn(info.error, envoy.host));
}

/** Whether the certificate is the one that was kept. */
export function certificateFinding(visit: GatewayVisit, { envoy }: Config): Finding {
  const { change, info, isCertificateKept } = visit;
  if (envoy.protocol === "http") return ok("none: the gateway is asked over http");
  const yearly = "Gateways replace theirs about once a year.";
  if ("error" in info && isCertificateChange(info.error)) {
    return failureOf(
      info.error,
      `${yearly} If it is the gateway's, remove gateway-certificate.json from the folder paths.state.`,
    );
  }
  if (envoy.tls === "insecure") {
    return warn(
      'not checked, since envoy.tls is "insecure"',
      "Anyone on the network can pose as the gateway and get the token. Remove envoy.tls from the config.",
    );
  }
  if ("error" in info) return skipped("the gateway did not answer");
  if (change !== undefined) {
    return warn(
      `another than before: it was ${brief(change.before)}, now it is ${brief(change.now)}`,
      `${yearly} If you did not expect that, check what answers at ${envoy.host}. The next poll keeps the new one.`,
    );
  }
  return ok(isCertificateKept ? "the same as before" : "none is kept yet; the first poll does");
}

/** Whether the gateway's page shows every inverter. */
export function devicesFinding({ devices }: GatewayVisit): Finding {
  if (devices === undefined) return skipped("the gateway was not asked for its devices");
  if ("error" in devices) {
    return failureOf(devices.error, "Is envoy.ip_address the gateway's?");
  }
  const { deviceCount, deviceDataLimit = 50, devices: shown, problems } = devices.value;
  const inverters = shown.filter(({ kind }) => kind === "pcu").length;
  if (deviceCount !== undefined && deviceCount >= deviceDataLimit) {
    return warn(
      `${deviceCount} devices, of which the gateway's page shows ${shown.length}`,
      `It shows at most ${deviceDataLimit}. Of the others it tells when a period ended, but not its energy: their rows contain nulls.`,
    );
  }
  if (inverters === 0 || problems.length > 0) {
    return warn(
      `${inverters} inverters, and ${problems.length} devices that cannot be read`,
      "Is envoy.ip_address the address of your gateway? If it is, a newer version of the program may read them.",
    );
  }
  return ok(`${inverters} inverters; the gateway's page would show ${deviceDataLimit} devices`);
}

function isCertificateChange(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof EnvoyError && cause.code === "ERR_CERTIFICATE_CHANGED";
}

/** The first bytes of a fingerprint, enough to tell two apart. */
function brief(fingerprint: string): string {
  return `${fingerprint.slice(0, 11)}…`;
}

function adviceOn(error: unknown, host: string): string {
  const envoyError = error instanceof Error ? error.cause : undefined;
  const cause = envoyError instanceof EnvoyError ? envoyError : undefined;
  const system = cause?.cause instanceof Error && "code" in cause.cause ? cause.cause.code : "";
  if (system === "ENOTFOUND" || system === "EAI_AGAIN") {
    return `No network knows the name ${host}. Set envoy.ip_address to the gateway's address, which your router lists.`;
  }
  if (cause?.code === "ERR_TIMEOUT") {
    return "Is the gateway on? Around 23:00 gateways hang for a minute; at other times check its address, which your router lists.";
  }
  return "Check envoy.ip_address: your router lists the gateway's address. Is the gateway on, and on this network?";
}
