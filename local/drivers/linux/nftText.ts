// The building blocks of a ruleset's text: named sets, maps and chains, indented for reading.

/** @param type such as `ipv4_addr` */
export function set(name: string, type: string, members: readonly string[]): string {
  return block(`set ${name}`, [`type ${type}`, ...elements(members)]);
}

/** @param type such as `ipv4_addr : verdict` */
export function map(
  name: string,
  type: string,
  entries: Iterable<readonly [key: string, value: string]>,
): string {
  return block(`map ${name}`, [
    `type ${type}`,
    ...elements([...entries].map(([key, value]) => `${key} : ${value}`)),
  ]);
}

/** @param lines for a base chain, first its `type … hook …; policy …;` */
export function chain(name: string, lines: readonly string[]): string {
  return block(`chain ${name}`, lines);
}

/** Nftables refuses an empty list. */
function elements(members: readonly string[]): string[] {
  if (members.length === 0) return [];
  return ['elements = {', ...members.map((member) => `  ${member},`), '}'];
}

function block(head: string, lines: readonly string[]): string {
  return [`  ${head} {`, ...lines.map((line) => `    ${line}`), '  }'].join('\n');
}
