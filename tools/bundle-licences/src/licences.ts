import { readdirSync, readFileSync } from "node:fs";

/** The licences of the packages that modules of a bundle are from, by the modules' paths. */
export function licences(modules: Iterable<string>): string {
  const folders = new Set<string>();
  for (const id of modules) {
    const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? [];
    if (folder !== undefined) folders.add(folder);
  }
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const files = readdirSync(folder).filter((entry) => /^(licen[cs]e|notice)/i.test(entry));
    const text = files.map((file) => readFileSync(`${folder}/${file}`, "utf8").trim());
    return [`${name} ${version} (${license})`, ...text].join("\n\n");
  });
  return `${texts.join(`\n\n${"-".repeat(72)}\n\n`)}\n`;
}
