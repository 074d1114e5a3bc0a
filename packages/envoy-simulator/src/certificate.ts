import { generate } from "selfsigned";

/** A certificate like a gateway's: self-signed, without SAN, the serial number as common name. */
export async function newCertificate(serialNumber: string): Promise<{ key: string; cert: string }> {
  const { private: key, cert } = await generate([{ name: "commonName", value: serialNumber }], {
    keyType: "ec",
    algorithm: "sha256",
  });
  return { key, cert };
}
