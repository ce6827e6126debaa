// A look-up that has to succeed before anything may be removed.

/** Something was not found out: so nobody knows what is in use. */
export class LookUpFailure extends Error {}

/** @throws LookUpFailure naming the look-up, where `ask` throws */
export async function lookUp<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw new LookUpFailure(`Could not look up ${what}: ${causeIn(error)}`, { cause: error });
  }
}

/** Of an error: AWS's code, where it has one, and what it says. */
export function causeIn(error: unknown): string {
  const { name, message } = error as Error;
  return name === 'Error' ? message : `${name}: ${message}`;
}

/** All of what comes in pages. */
export async function collect<PageOf, Item>(
  pages: AsyncIterable<PageOf>,
  itemsOf: (page: PageOf) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}
