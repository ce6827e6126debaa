// Sets of texts, compared. (Node has these as methods; the library of types that we compile with not yet.)

export function intersection(left: Iterable<string>, right: ReadonlySet<string>): Set<string> {
  return new Set([...left].filter((text) => right.has(text)));
}

export function difference(left: Iterable<string>, right: ReadonlySet<string>): Set<string> {
  return new Set([...left].filter((text) => !right.has(text)));
}
