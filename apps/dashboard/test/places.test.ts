import { describe, expect, it } from "vitest";
import { layouts, nextPlace } from "../src/views/panels/places.js";

const inverter = (name: string, group?: string, position?: { x: number; y: number }) => ({
  id: name,
  name,
  group,
  position,
});

describe("the places of tiles", () => {
  it("are those of the roof, from its own corner on", () => {
    const [roof, ...others] = layouts(
      [inverter("a", "S", { x: 3, y: -1 }), inverter("b", "S", { x: 4.5, y: 1 })],
      ["S"],
      4,
    );
    expect(others).toEqual([]);
    expect(roof).toEqual({
      title: undefined,
      columns: 2.5,
      rows: 3,
      places: [
        { inverter: 0, x: 0, y: 0 },
        { inverter: 1, x: 1.5, y: 2 },
      ],
    });
  });

  it("are rows of like length by group where nobody says where they are", () => {
    const many = Array.from({ length: 9 }, (_, i) => inverter(`S${i}`, "South"));
    const [south, rest] = layouts([...many, inverter("x")], ["South"], 8);
    expect([south?.title, south?.columns, south?.rows]).toEqual(["South", 5, 2]);
    expect(rest).toEqual({
      title: "In no group",
      columns: 1,
      rows: 1,
      places: [{ inverter: 9, x: 0, y: 0 }],
    });
  });

  it("lead to the nearest further one in a direction, or to none", () => {
    const [a, b, c] = [
      { inverter: 0, x: 0, y: 0 },
      { inverter: 1, x: 1, y: 0 },
      { inverter: 2, x: 0.5, y: 1 },
    ];
    expect(nextPlace([a, b, c], a, { x: 1, y: 0 })).toBe(b);
    expect(nextPlace([a, b, c], b, { x: 0, y: 1 })).toBe(c);
    expect(nextPlace([a, b, c], a, { x: -1, y: 0 })).toBeUndefined();
  });
});
