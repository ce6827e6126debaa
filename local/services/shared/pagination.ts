// Pages: the same way for every operation that gives its results a part at a time.

import { AwsError } from '../../wire/awsError.ts';

export type Page<Item> = { readonly items: Item[]; readonly nextToken: string | undefined };

export type PageRequest = {
  readonly token: string | undefined;
  /** As the caller asked; undefined for `limits.max`. */
  readonly size: number | undefined;
};

/**
 * Cuts a page out of the whole, which must be in a lasting order. The token is opaque to callers: it
 * names the last item given, so that items made or deleted in between neither shift nor repeat others.
 *
 * @param idOf a stable id of an item
 * @param limits of `size`; `name` is the parameter's, such as `MaxResults`
 * @param invalidToken the code for a token that is none of ours
 * @throws AwsError `InvalidParameterValue` (or `limits.code`) for a size out of bounds
 */
export function paginate<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  { token, size }: PageRequest,
  limits: {
    readonly min: number;
    readonly max: number;
    readonly name: string;
    readonly code?: string;
  },
  invalidToken: string,
): Page<Item> {
  if (size !== undefined && (size < limits.min || size > limits.max)) {
    throw new AwsError(
      limits.code ?? 'InvalidParameterValue',
      `Value ( ${size} ) for parameter ${limits.name} is invalid. ` +
        `Expecting a value between ${limits.min} and ${limits.max}.`,
    );
  }
  const start = token === undefined ? 0 : positionAfter(all, idOf, token, invalidToken);
  const items = all.slice(start, start + (size ?? limits.max));
  const last = items.at(-1);
  const isLast = start + items.length >= all.length || last === undefined;
  return { items, nextToken: isLast ? undefined : encode(start + items.length, idOf(last)) };
}

function encode(position: number, id: string): string {
  return Buffer.from(JSON.stringify([position, id])).toString('base64url');
}

function positionAfter<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  token: string,
  invalidToken: string,
): number {
  const [position, id] = decode(token, invalidToken);
  const found = all.findIndex((item) => idOf(item) === id);
  // What the token names may be gone; what followed it then stands in its place.
  return found >= 0 ? found + 1 : Math.max(0, position - 1);
}

function decode(token: string, invalidToken: string): [number, string] {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Array.isArray(decoded) && typeof decoded[0] === 'number') {
      return [decoded[0], String(decoded[1])];
    }
  } catch {}
  throw new AwsError(invalidToken, `The token '${token.slice(0, 100)}' is invalid`);
}
