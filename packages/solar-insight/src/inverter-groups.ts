/** Inverters whose panels see the same sun, such as those of one side of a roof. */
export interface InverterGroup {
  readonly name: string;
  /** The names of its inverters. */
  readonly inverters: readonly string[];
}

/** A group of fewer has no median that one bad member does not move. */
export const leastMembers = 3;

/** Inverters that are compared with one another. */
export interface Peers {
  /** Their places. */
  readonly members: readonly number[];
  /** Whether somebody said that they see the same sun. */
  readonly isGroup: boolean;
}

/**
 * The inverters that each inverter is compared with, itself included. Those in no group are one
 * group. Where a group has fewer than three members, the whole site serves. Inverters that are
 * compared with the same ones have the same object.
 */
export function peersOf(
  inverters: readonly string[],
  groups: readonly InverterGroup[],
): readonly Peers[] {
  const groupOf = new Map(groups.flatMap((group) => group.inverters.map((name) => [name, group])));
  const members = new Map<InverterGroup | undefined, number[]>();
  const site = { members: inverters.map((_, place) => place), isGroup: false };
  for (const [place, name] of inverters.entries()) {
    const group = groupOf.get(name);
    const others = members.get(group);
    if (others === undefined) members.set(group, [place]);
    else others.push(place);
  }
  const known = new Map(
    [...members].map(([group, places]): [InverterGroup | undefined, Peers] => [
      group,
      places.length < leastMembers ? site : { members: places, isGroup: group !== undefined },
    ]),
  );
  return inverters.map((name) => known.get(groupOf.get(name)) ?? site);
}
