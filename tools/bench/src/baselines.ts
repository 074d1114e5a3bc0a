/** A script that requests the readings and writes the answer to a file, and nothing else: the baseline of a poll. */
export const barePoll = `
import { writeFileSync } from "node:fs";
import { get } from "node:https";
const [host, port, token, path] = process.argv.slice(2);
const headers = { authorization: "Bearer " + token };
get({ host, port, path: "/ivp/pdm/device_data", headers, rejectUnauthorized: false }, (answer) => {
  const chunks = [];
  answer.on("data", (chunk) => chunks.push(chunk));
  answer.on("end", () => writeFileSync(path, Buffer.concat(chunks)));
});
`;

/** A script that reads and parses every file of a folder: the baseline of a backlog. */
export const bareParse = `
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
const [folder] = process.argv.slice(2);
let devices = 0;
for (const name of readdirSync(folder)) {
  const bytes = readFileSync(folder + "/" + name);
  devices += JSON.parse(name.endsWith(".gz") ? gunzipSync(bytes) : bytes).deviceCount;
}
console.log(devices);
`;
