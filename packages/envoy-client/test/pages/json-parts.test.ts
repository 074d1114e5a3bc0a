import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type JsonPart, splitJson } from "../../src/pages/json-parts.js";

const recordings = process.env["ENVOY_RECORDINGS"] ?? "";

const texts = (parts: readonly JsonPart[]): readonly (readonly [string | undefined, string])[] =>
  parts.map(({ name, text }) => [name, text]);

describe("splitJson", () => {
  it.each<[what: string, text: string, parts: readonly (readonly [string | undefined, string])[]]>([
    ["nothing in an object", " { \n} ", []],
    ["nothing in a list", "[]", []],
    [
      "white space around a value away",
      '{ "a" :\t{ "b" : 1 }\r\n, "c":2}',
      [
        ["a", '{ "b" : 1 }'],
        ["c", "2"],
      ],
    ],
    [
      "braces in a text",
      '{"a":"}{][,","b":{"c":"}"}}',
      [
        ["a", '"}{][,"'],
        ["b", '{"c":"}"}'],
      ],
    ],
    [
      "escaped quotes and backslashes",
      '{"a":"\\"}\\\\","b":"\\\\\\""}',
      [
        ["a", '"\\"}\\\\"'],
        ["b", '"\\\\\\""'],
      ],
    ],
    ["a name that is escaped", '{"\\u0061\\"":1}', [['a"', "1"]]],
    ["other alphabets and emoji", '{"ключ":"☀️😀"}', [["ключ", '"☀️😀"']]],
    [
      "plain values",
      "[true,false,null,-1.5e+3,0]",
      ["true", "false", "null", "-1.5e+3", "0"].map((text) => [undefined, text]),
    ],
    [
      "a doubled name",
      '{"1":{"a":1},"1":{"a":2}}',
      [
        ["1", '{"a":1}'],
        ["1", '{"a":2}'],
      ],
    ],
    [
      "names of numbers in their order in the text",
      '{"2":0,"1":0}',
      [
        ["2", "0"],
        ["1", "0"],
      ],
    ],
    ["__proto__", '{"__proto__":{"a":1}}', [["__proto__", '{"a":1}']]],
    ["an empty name", '{"":[]}', [["", "[]"]]],
  ])("takes %s", (_, text, parts) => {
    expect(texts(splitJson(text))).toEqual(parts);
  });

  it("gives back the parts of the answer before that have not changed, and no others", () => {
    const before = splitJson('{"a":{"x":1},"b":1,"c":[1]}');
    const after = splitJson('{"a":{"x":1}, "b":12,"c":[1]}', before);
    expect(after.map((part, i) => part === before[i])).toEqual([true, false, true]);
    expect(texts(after)).toEqual([
      ["a", '{"x":1}'],
      ["b", "12"],
      ["c", "[1]"],
    ]);
    // The same value under another name is another part.
    expect(splitJson('{"d":{"x":1}}', before)[0]).toEqual({
      name: "d",
      text: '{"x":1}',
      source: '"d":{"x":1}',
    });
  });

  it.each([
    "",
    "1",
    '"a"',
    "{",
    '{"a"',
    '{"a":',
    '{"a":}',
    '{"a":1',
    '{"a":1 2}',
    '{"a":"',
    '{"a":{',
    "[1,",
    "[1}",
    "{}]",
    "[] 1",
    '{"a":1]',
    '{"a":1}}',
    "{1:2}",
    '{"a":1}'.slice(0, -1),
  ])("refuses %j, which JSON.parse would not take or is no object and no list", (text) => {
    expect(() => splitJson(text)).toThrow(TypeError);
  });

  it("finds what a random object was written from, with and without the answer before it", () => {
    const random = randomFrom(15);
    let before: readonly JsonPart[] = [];
    let parts = Array.from({ length: 5 }, () => randomMember(random));
    for (let round = 0; round < 3000; round++) {
      parts = parts.map((part) => (random() < 0.3 ? randomMember(random) : part));
      if (random() < 0.1) parts = parts.slice(Math.floor(random() * 3));
      if (random() < 0.2) parts = [...parts, randomMember(random)];
      const text = `${space(random)}{${parts.map(([name, value]) => `${space(random)}${name}${space(random)}:${space(random)}${value}${space(random)}`).join(",")}}${space(random)}`;
      JSON.parse(text);
      const split = splitJson(text, before);
      expect(texts(split)).toEqual(parts.map(([name, value]) => [JSON.parse(name), value]));
      expect(texts(splitJson(text))).toEqual(texts(split));
      before = split;
    }
  });
});

describe.runIf(recordings !== "")("splitJson of recordings", () => {
  it("cuts every page that is an object or a list into what JSON.parse finds, and nothing is between", async () => {
    let pages = 0;
    for (const site of await readdir(recordings)) {
      const folder = join(recordings, site);
      if (!(await stat(folder)).isDirectory()) continue;
      for (const file of await readdir(folder)) {
        const text = await readFile(join(folder, file), "utf8");
        let json: unknown;
        try {
          json = JSON.parse(text);
        } catch {
          continue;
        }
        if (typeof json !== "object" || json === null) continue;
        const parts = splitJson(text);
        const values = Object.fromEntries(
          parts.map(({ name, text: value }, i) => [name ?? i, JSON.parse(value)]),
        );
        expect(values, file).toEqual({ ...json });
        let rest = text;
        for (const { source } of parts) {
          const at = rest.indexOf(source);
          expect(rest.slice(0, at), file).toMatch(/^[\s,{[]*$/);
          rest = rest.slice(at + source.length);
        }
        expect(rest, file).toMatch(/^[\s{[]*[}\]]\s*$/);
        pages++;
      }
    }
    expect(pages).toBeGreaterThan(150);
  });
});

type Random = () => number;

function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

function space(random: Random): string {
  return random() < 0.7 ? "" : ([" ", "\n", "\t", "\r\n  "][Math.floor(random() * 4)] ?? "");
}

/** A member's name and value as JSON text. */
function randomMember(random: Random): readonly [name: string, value: string] {
  return [randomString(random), randomValue(random, 3)];
}

function randomString(random: Random): string {
  const pieces = [
    "a",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '\\"',
    "\\\\",
    "\\u007d",
    "é",
    "😀",
    " ",
    "\\n",
    "1",
  ];
  let text = "";
  while (random() < 0.8) text += pieces[Math.floor(random() * pieces.length)] ?? "";
  return `"${text}"`;
}

function randomValue(random: Random, depth: number): string {
  const kind = Math.floor(random() * (depth === 0 ? 3 : 5));
  if (kind === 0)
    return (
      ["0", "-1", "12", "1", "1.5E-7", "123456789012345678901"][Math.floor(random() * 6)] ?? "0"
    );
  if (kind === 1) return ["true", "false", "null"][Math.floor(random() * 3)] ?? "null";
  if (kind === 2) return randomString(random);
  const items: string[] = [];
  while (random() < 0.6) {
    const value = `${space(random)}${randomValue(random, depth - 1)}${space(random)}`;
    items.push(
      kind === 3 ? value : `${space(random)}${randomString(random)}${space(random)}:${value}`,
    );
  }
  const inner = items.join(",");
  return kind === 3 ? `[${inner}]` : `{${inner}}`;
}
