// From one ruleset to the next in a transaction that a packet does not notice. The table and what hooks
// into the kernel stay: a table that is deleted and made anew is for a moment in force in part, and a
// packet that was not translated then is refused by the rules that follow.
//
//   declare everything → flush rules, sets and maps → fill them → delete what is no longer used

/** An object of a ruleset's text: `set`, `map` or `chain`, with the line of its type, if it has one. */
type NftObject = {
  readonly kind: string;
  readonly name: string;
  readonly type: string | undefined;
};

/**
 * Text for `nft -f -`.
 *
 * @param previous the ruleset that is in force, undefined where that is not known: objects that only it
 *   has stay then, without effect
 */
export function replacement(previous: string | undefined, next: string): string {
  const objects = objectsOf(next);
  const names = new Set(objects.map(({ name }) => name));
  const stale = objectsOf(previous ?? '').filter(({ name }) => !names.has(name));
  const declarations = objects.map(
    ({ kind, name, type }) => `  ${kind} ${name} {\n${type === undefined ? '' : `${type}\n`}  }`,
  );
  const filled = objects.filter(({ kind }) => kind !== 'chain');
  return `table ip rollover {
${declarations.join('\n')}
}
flush table ip rollover
${lines(filled.map(({ kind, name }) => `flush ${kind} ip rollover ${name}`))}${next}${lines(
  stale.map(({ kind, name }) => `delete ${kind} ip rollover ${name}`),
)}`;
}

function objectsOf(ruleset: string): NftObject[] {
  const heads = ruleset.matchAll(/^ {2}(set|map|chain) (\S+) \{\n( {4}type .*)?/gm);
  return [...heads].map(([, kind = '', name = '', type]) => ({ kind, name, type }));
}

function lines(commands: readonly string[]): string {
  return commands.map((command) => `${command}\n`).join('');
}
