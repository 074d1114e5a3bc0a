import { parseGatewayInfo } from "@envoy/envoy-client";
import { describe, expect, it } from "vitest";

const page = (fields: string): string =>
  `<?xml version="1.0"?>\n<envoy_info>\n<device>\n${fields}\n</device>\n<web-tokens>true</web-tokens>\n</envoy_info>`;

describe("parseGatewayInfo", () => {
  it("reads what the gateway is", () => {
    const fields =
      "<sn>122333444555</sn><pn> 800-00654-r08 </pn><software>D8.2.4345</software><imeter>true</imeter>";
    expect(parseGatewayInfo(page(fields))).toEqual({
      serialNumber: "122333444555",
      partNumber: "800-00654-r08",
      firmware: "8.2.4345",
      hasMeters: true,
      wantsToken: true,
      time: undefined,
    });
  });

  it("reads the gateway's clock, and nothing else for it", () => {
    const at = (time: string): Date | undefined =>
      parseGatewayInfo(`<time>${time}</time>${page("<sn>122333444555</sn>")}`).time;
    expect(at("1691342592")?.toISOString()).toBe("2023-08-06T17:23:12.000Z");
    expect(["soon", "-1", "1".repeat(20), ""].map(at)).toEqual(Array(4).fill(undefined));
  });

  it.each([
    ["opens its element without end", "<device>".repeat(300_000)],
    ["has a serial number of spaces without end", page(`<sn>${" ".repeat(300_000)}`)],
    ["opens its serial number without end", page("<sn>".repeat(300_000))],
    ["opens web-tokens without end", `<web-tokens>${" ".repeat(9)}`.repeat(300_000)],
  ])("soon gives up an answer that %s", (_, xml) => {
    const began = performance.now();
    expect(() => parseGatewayInfo(xml)).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_BODY" }),
    );
    expect(performance.now() - began).toBeLessThan(500);
  });

  it.each(["122\n2026-01-01 all is well", "\u001b[2J122", "1".repeat(33), "12 34", "café"])(
    "takes %j for no serial number, since it would be in messages and requests",
    (serial) => {
      expect(() => parseGatewayInfo(page(`<sn>${serial}</sn>`))).toThrow(
        expect.objectContaining({ code: "ERR_INVALID_BODY" }),
      );
    },
  );

  it.each(["D8.2\nall is well", "\u001b[2J", `D8.${"2".repeat(99)}`])(
    "gives no firmware or part number that is none, %j",
    (text) => {
      const fields = `<sn>122333444555</sn><software>${text}</software><pn>${text}</pn>`;
      expect(parseGatewayInfo(page(fields))).toMatchObject({
        firmware: undefined,
        partNumber: undefined,
        wantsToken: true,
      });
    },
  );
});
