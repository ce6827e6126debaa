// A type of resource out of a table and four calls: what is the same for all of them is here.

import {
  type CreateContext,
  CreatedInPart,
  type Properties,
  type ProviderContext,
  type ResourceType,
} from '../provider.ts';
import { type Aws, type AwsOf, errorCode } from './aws.ts';
import { difference, isSame, withDefaults } from './differences.ts';
import { checkProperties, type Table, type Values } from './properties.ts';
import { until } from './until.ts';

/** An update of some properties, made by one call. */
export type Change<T extends Table> = {
  readonly of: readonly (keyof T & string)[];
  apply(id: string, news: Values<T>, aws: Aws, olds: Partial<Values<T>>): Promise<unknown>;
};

export type ResourceTable<T extends Table> = {
  /** Where it stands, for messages: below `local/engine/providers/`. */
  readonly file: string;
  readonly properties: T;
  /** Of all regions, as IAM's are. */
  readonly isGlobal?: true;
  /** Inputs that no two resources can share, such as a name. */
  readonly identity?: readonly (keyof T & string)[];
  /** The property that names it, and gets a name of its own where the program says none. */
  readonly name?: {
    readonly of: keyof T & string;
    readonly prefix?: keyof T & string;
  };
  /** Codes of errors that say that there is no such resource. */
  readonly gone: readonly string[];
  /** Codes of errors that refuse to delete what others still use. */
  readonly inUse?: readonly string[];
  /**
   * Makes it, and gives its id. What its call does not take is changed afterwards, by `changes`.
   *
   * @param token another one for each that is made, and the same one when a create is tried again
   */
  create(inputs: Values<T>, aws: Aws, token: string): Promise<string>;
  /**
   * Waits until it can be used; after updates, too.
   *
   * @throws HasFailed where it never will be
   */
  ready?(id: string, aws: Aws): Promise<unknown>;
  /** The id of what a create with these inputs and this token has made, if there is such a thing. */
  find(inputs: Values<T>, aws: Aws, token: string): Promise<string | undefined>;
  /** Nothing of it tells who made it: only one that is as it is to be is taken for found. */
  readonly isUnmarked?: true;
  /** All there is to know of it; undefined when it is gone. */
  read(id: string, aws: Aws, known: Partial<Values<T>>): Promise<Properties | undefined>;
  /** Every property that neither replaces nor is only `kept` is in one of them. */
  readonly changes: readonly Change<T>[];
  /** Outputs that change with an update, and are no inputs. */
  readonly changing?: readonly string[];
  /** Properties that AWS knows nothing of: what the program said stands. */
  readonly kept?: readonly (keyof T & string)[];
  delete(id: string, aws: Aws, known: Partial<Values<T>>): Promise<unknown>;
};

/** For what was made, but will never be ready: it is deleted, and was not created. */
export class HasFailed extends Error {}

const ofRegion: Table = { region: { is: 'string', replaces: true, computed: true } };
const visibleSeconds = 120;
const deleteSeconds = 900;

/** What the table's functions get is typed by its properties alone. */
export function resourceType<const T extends Table>(
  awsOf: AwsOf,
  table: { readonly properties: T } & ResourceTable<NoInfer<T>>,
): ResourceType {
  const properties: Table = { ...table.properties, ...(!table.isGlobal && ofRegion) };
  const name = table.name;
  // What comes here was checked by the table: the engine calls `check` first.
  const typed = (bag: Properties) => withDefaults(properties, bag) as Values<NoInfer<T>>;
  const partly = (bag: Properties) => bag as Partial<Values<NoInfer<T>>>;

  async function read(id: string, known: Properties, context: ProviderContext) {
    const aws = awsOf(context);
    const described = await unlessGone(table.gone, () => table.read(id, aws, partly(known)));
    const region = table.isGlobal ? {} : { region: context.regionName };
    return described && inWordsOf(known, { ...described, ...region });
  }

  /** What AWS says, in the program's words where both mean the same, and what only the program knows. */
  function inWordsOf(known: Properties, described: Properties): Properties {
    const same = Object.entries(properties)
      .filter(([each]) => known[each] !== undefined)
      .filter(([each, property]) => isSame(property, described[each], known[each]))
      .map(([each]) => each);
    const said = [...same, ...(table.kept ?? [])].map((each) => [each, known[each]]);
    return withoutNothing({ ...described, ...Object.fromEntries(said) });
  }

  /** Brings what is there to what is wanted, whatever it was before, and gives its outputs. */
  async function settle(
    id: string,
    known: Properties,
    wanted: Properties,
    context: ProviderContext,
    isNew = false,
  ) {
    const aws = awsOf(context);
    const see = (words: Properties) =>
      until(`${id} to be visible`, aws, () => read(id, words, context), visibleSeconds);
    if (!isNew && !(await read(id, known, context))) {
      throw new Error(`${id} is gone; a refresh finds that out, and then another is made`);
    }
    await table.ready?.(id, aws);
    const now = await see(known);
    const { changed } = difference(properties, now, wanted);
    if (changed.length === 0) return inWordsOf(wanted, now);
    for (const { of, apply } of table.changes) {
      if (!of.some((each) => changed.includes(each))) continue;
      await apply(id, typed(wanted), aws, partly(now));
    }
    await table.ready?.(id, aws);
    return see(wanted);
  }

  return {
    changing: [...(table.changing ?? []), ...('tags' in properties ? ['tagsAll'] : [])],
    check: (inputs) => checkProperties(properties, inputs, `local/engine/providers/${table.file}`),
    diff: (olds, news) => difference(properties, olds, news, table.identity),
    async create(inputs, context) {
      const wanted = named(inputs, context);
      checkRegion(wanted, context);
      const aws = awsOf(context);
      const id = await table.create(typed(wanted), aws, context.token);
      try {
        return { id, outputs: await settle(id, wanted, wanted, context, true) };
      } catch (error) {
        if (error instanceof HasFailed) {
          await table.delete(id, aws, partly(wanted));
          throw error;
        }
        if (!(error instanceof Error)) throw error;
        throw new CreatedInPart({ id, outputs: wanted }, error);
      }
    },
    async find(inputs, context) {
      const wanted = named(inputs, context);
      const find = () => table.find(typed(wanted), awsOf(context), context.token);
      const id = await unlessGone(table.gone, find);
      const outputs = id === undefined ? undefined : await read(id, wanted, context);
      if (id === undefined || !outputs) return undefined;
      const isOther = () => difference(properties, outputs, wanted).changed.length > 0;
      return table.isUnmarked && isOther() ? undefined : { id, outputs };
    },
    read,
    async update(id, olds, news, context) {
      return settle(id, olds, withDefaults(properties, news), context);
    },
    async delete(id, outputs, context) {
      const aws = awsOf(context);
      const isDeleted = async () => {
        try {
          await unlessGone(table.gone, () => table.delete(id, aws, partly(outputs)));
          return true;
        } catch (error) {
          if (table.inUse?.includes(errorCode(error) ?? '')) return undefined;
          throw error;
        }
      };
      await until(`${id} to be used by nothing`, aws, isDeleted, deleteSeconds);
      const isGone = async () => ((await read(id, outputs, context)) ? undefined : true);
      await until(`${id} to be gone`, aws, isGone, deleteSeconds);
    },
  };

  /** With a name of its own where the program says none: as Pulumi's, that of the program and seven digits. */
  function named(inputs: Properties, context: CreateContext): Properties {
    const wanted = withDefaults(properties, inputs);
    if (!name || wanted[name.of] !== undefined) return wanted;
    const prefix = name.prefix === undefined ? undefined : wanted[name.prefix];
    return { ...wanted, [name.of]: `${prefix ?? `${context.name}-`}${context.token.slice(0, 7)}` };
  }
}

async function unlessGone<Answer>(
  gone: readonly string[],
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (gone.includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

function withoutNothing(bag: Properties): Properties {
  return Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== undefined));
}

/** @throws Error for a resource of another region than its provider's */
function checkRegion({ region }: Properties, { regionName }: ProviderContext): void {
  if (region === undefined || region === regionName) return;
  throw new Error(`region: expected ${regionName}, that of its provider, got ${region}`);
}
