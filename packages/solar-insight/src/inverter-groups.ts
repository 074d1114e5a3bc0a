/** Inverters whose panels see the same sun, such as those of one side of a roof. */
export interface InverterGroup {
  readonly name: string;
  /** The names of its inverters. */
  readonly inverters: readonly string[];
}

/** A group of fewer has no median that one bad member does not move. */
export const leastMembers = 3;

/**
 * The inverters (by their places) that each inverter is compared with, itself included. Those in no group are one
 * group. Where a group has fewer than three members, the whole site serves. Inverters that are
 * compared with the same ones have the same array.
 */
export function peersOf(
  inverters: readonly string[],
  groups: readonly InverterGroup[],
): readonly (readonly number[])[] {
  const groupOf = new Map(groups.flatMap((group) => group.inverters.map((name) => [name, group])));
  const members = new Map<InverterGroup | undefined, number[]>();
  const site = inverters.map((_, place) => place);
  for (const [place, name] of inverters.entries()) {
    const group = groupOf.get(name);
    const others = members.get(group);
    if (others === undefined) members.set(group, [place]);
    else others.push(place);
  }
  return inverters.map((name) => {
    const own = members.get(groupOf.get(name)) ?? [];
    return own.length < leastMembers ? site : own;
  });
}
