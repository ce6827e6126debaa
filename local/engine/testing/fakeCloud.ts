// A cloud in memory, and its provider: things that link to each other, and that must not go while another one
// links to them, nor come before those that they link to.

import { anyDifference } from '../decide.ts';
import {
  CreatedInPart,
  type Properties,
  type Provider,
  type ResourceType,
  resourceReference,
} from '../provider.ts';

export type Thing = {
  readonly id: string;
  readonly token: string;
  readonly properties: Properties;
  readonly version: number;
};

export type FakeCloud = {
  readonly provider: Provider;
  readonly things: Map<string, Thing>;
  /** What was done, in order: `create a`, `update a`, `delete a`, by the things' labels. */
  readonly log: string[];
  /** Rejects before the next effect on a thing of this label, as an API does that refuses. */
  readonly refuse: Map<string, string>;
};

/**
 * Inputs of `fake:index:Thing`: `label`, `links` (ids), `size`, `text`; `fixed` and `home` (an id), which replace;
 * `unique`, which replaces and which no two things share, so that the old one goes first.
 */
const known = ['label', 'links', 'size', 'text', 'fixed', 'unique', 'home'];

/** @param pace called before and after each effect: it may wait for ever, which is a kill */
export function createFakeCloud(
  pace: (moment: string) => Promise<void> = async () => {},
): FakeCloud {
  const things = new Map<string, Thing>();
  const log: string[] = [];
  const refuse = new Map<string, string>();
  let count = 0;

  async function effect<T>(action: string, properties: Properties, doIt: () => T): Promise<T> {
    const label = String(properties.label);
    await pace(`before ${action} ${label}`);
    const message = refuse.get(`${action} ${label}`);
    if (message !== undefined) throw refusal(message);
    const result = doIt();
    log.push(`${action} ${label}`);
    await pace(`after ${action} ${label}`);
    return result;
  }

  const linksTo = (id: string) =>
    [...things.values()].filter(({ properties }) => linksOf(properties).includes(id));

  function requireLinks(properties: Properties): void {
    for (const id of linksOf(properties)) {
      if (typeof id !== 'string' || !things.has(id))
        throw refusal(`${properties.label} links to ${String(id)}, which is not there`);
    }
  }

  const thing: ResourceType = {
    changing: ['version'],
    check: (inputs) =>
      Object.keys(inputs)
        .filter((name) => !known.includes(name))
        .map((name) => `${name}: expected one of ${known.join(', ')}; add it in fakeCloud.ts`),
    diff(olds, news) {
      const changed = anyDifference(pick(olds), pick(news));
      const replacing = changed.filter((name) => ['fixed', 'unique', 'home'].includes(name));
      const isUniqueKept = news.unique !== undefined && news.unique === olds.unique;
      return { changed, replacing, deleteBeforeReplace: replacing.length > 0 && isUniqueKept };
    },
    create: (inputs, { token, name }) =>
      effect('create', inputs, () => {
        requireLinks(inputs);
        for (const each of things.values()) {
          const isTaken = inputs.unique !== undefined && each.properties.unique === inputs.unique;
          if (isTaken) throw refusal(`${String(inputs.unique)} is taken`);
        }
        count += 1;
        const id = `id-${name}-${count}`;
        const made = { id, token, properties: inputs, version: 1 };
        things.set(id, made);
        if (inputs.text === 'in part') throw new CreatedInPart(answer(made), new Error('in part'));
        return answer(made);
      }),
    read: async (id) => {
      const found = things.get(id);
      return found && answer(found).outputs;
    },
    update: (id, _olds, news) =>
      effect('update', news, () => {
        const found = things.get(id);
        if (!found) throw refusal(`${id} is not there`);
        requireLinks(news);
        const now = { ...found, properties: news, version: found.version + 1 };
        things.set(id, now);
        return answer(now).outputs;
      }),
    delete: (id, outputs) =>
      effect('delete', outputs, () => {
        const users = linksTo(id).map(({ properties }) => properties.label);
        if (users.length > 0) throw refusal(`${id} is linked to by ${users.join(', ')}`);
        things.delete(id);
      }),
    find: async (_inputs, { token }) => {
      const found = [...things.values()].find((each) => each.token === token);
      return found && answer(found);
    },
  };

  const { find: _, ...blind } = thing;
  return {
    things,
    log,
    refuse,
    provider: {
      resources: {
        'fake:index:Thing': thing,
        'fake:index:Blind': blind,
        'fake:index:NotBuilt': {
          ...thing,
          create: async () => {
            throw refusal('CreateNotBuilt is not built', 501);
          },
        },
      },
      functions: {
        'fake:index:getThing': async ({ label }) => {
          const found = [...things.values()].find(({ properties }) => properties.label === label);
          if (!found) throw refusal(`couldn't find resource ${String(label)}`);
          return answer(found).outputs;
        },
      },
      components: {
        'fake:index:Group': async (name, { size, text }, register) => {
          const root = await register({
            type: 'fake:index:Thing',
            name: `${name}-root`,
            inputs: { label: `${name}-root`, fixed: text },
          });
          const leaves = await Promise.all(
            [1, 2].map((number) =>
              register({
                type: 'fake:index:Thing',
                name: `${name}-${number}`,
                inputs: { label: `${name}-${number}`, size, home: root.id, links: [root.id] },
              }),
            ),
          );
          return {
            rootId: root.id,
            ids: leaves.map(({ id }) => id),
            arn: root.outputs.arn,
            root: resourceReference(root),
          };
        },
      },
    },
  };
}

function answer({ id, properties, version }: Thing) {
  return { id, outputs: { ...properties, arn: `arn:fake:${id}`, version } };
}

function pick(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => known.includes(name)));
}

function linksOf({ links, home }: Properties): readonly unknown[] {
  return [...(Array.isArray(links) ? links : []), ...(home === undefined ? [] : [home])];
}

function refusal(message: string, status = 400): Error {
  const error = new Error(message);
  error.name = status === 501 ? 'NotImplemented' : 'InvalidRequest';
  return Object.assign(error, { $metadata: { httpStatusCode: status } });
}
