// For tests: the life of a resource, which is the same for every type.

import { expect } from 'vitest';
import type { Properties } from '../../provider.ts';
import { pulumiNames } from './pulumiNames.ts';
import type { ServedProviders } from './serveProviders.ts';

export type Life = {
  readonly token: string;
  readonly inputs: Properties;
  /** Inputs that an update brings, each on top of those before; undefined takes one away. */
  readonly updates?: readonly Properties[];
  /** Inputs that only another resource can have. */
  readonly replacements?: readonly Properties[];
};

/** Lives it through, and gives what it was when new. */
export async function live(
  { typeOf, context, creating }: ServedProviders,
  { token, inputs, updates = [], replacements = [] }: Life,
) {
  const type = typeOf(token);
  const none = { changed: [], replacing: [], deleteBeforeReplace: false };
  expect(type.check(inputs)).toEqual([]);
  const makes = creating();
  const created = await type.create(inputs, makes);
  expect(created.id).not.toBe('');
  expect(created.outputs).toMatchObject(inputs);
  expect(pulumiNames(token).outputs).toEqual(expect.arrayContaining(Object.keys(created.outputs)));
  expect(await type.read(created.id, created.outputs, context)).toEqual(created.outputs);
  expect(type.diff(inputs, inputs)).toEqual(none);
  expect(type.diff(created.outputs, inputs)).toEqual(none);

  expect(await type.find?.(inputs, makes)).toEqual(created);
  for (const changes of replacements) {
    const { replacing } = type.diff(created.outputs, { ...inputs, ...changes });
    expect(replacing.toSorted()).toEqual(Object.keys(changes).toSorted());
  }

  let outputs = created.outputs;
  let news = inputs;
  for (const changes of updates) {
    news = Object.fromEntries(
      Object.entries({ ...news, ...changes }).filter(([, value]) => value !== undefined),
    );
    const difference = type.diff(outputs, news);
    expect(difference.changed.toSorted()).toEqual(Object.keys(changes).toSorted());
    expect(difference.replacing).toEqual([]);
    outputs = await type.update(created.id, outputs, news, context);
    expect(outputs).toMatchObject(news);
    expect(type.diff(outputs, news)).toEqual(none);
    expect(await type.read(created.id, outputs, context)).toEqual(outputs);
  }

  await type.delete(created.id, outputs, context);
  expect(await type.read(created.id, outputs, context)).toBeUndefined();
  await type.delete(created.id, outputs, context);
  return created;
}
