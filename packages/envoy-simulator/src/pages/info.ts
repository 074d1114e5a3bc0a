import type { PageSource } from "./page.js";

/** The text of `/info`, as firmware 8 (token) or 5 (digest) writes it. */
export function infoPage({ site, unixSeconds, serialNumber, login }: PageSource): string {
  const hasToken = login === "token";
  return `<?xml version='1.0' encoding='UTF-8'?>
<envoy_info>
  <time>${Math.floor(unixSeconds)}</time>
  <device>
    <sn>${serialNumber}</sn>
    <pn>${hasToken ? "800-00654-r08" : "800-00551-r02"}</pn>
    <software>${hasToken ? "D8.2.4345" : "D5.0.62"}</software>
    <euaid>4c8675</euaid>
    <seqnum>0</seqnum>
    <apiver>1</apiver>
    <imeter>${site.design.meters !== "none"}</imeter>
  </device>
${hasToken ? "  <web-tokens>true</web-tokens>\n" : ""}</envoy_info>
`;
}
