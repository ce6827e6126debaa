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
  /** Waits until it can be used. */
  ready?(id: string, aws: Aws): Promise<unknown>;
  /** The id that a create with these inputs and this token has given, or would have. */
  find(inputs: Values<T>, aws: Aws, token: string): Promise<string | undefined>;
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

const ofRegion: Table = { region: { is: 'string', replaces: true, computed: true } };
const visibleSeconds = 120;
const deleteSeconds = 900;

/** What the table's functions get is typed by its properties alone. */
export function resourceType<const T extends Table>(
  awsOf: AwsOf,
  table: { readonly properties: T } & ResourceTable<NoInfer<T>>,
): ResourceType {
  const properties: Table = { ...table.properties, ...(!table.isGlobal && ofRegion) };
  const changing: readonly string[] = [
    ...table.changes.flatMap(({ of }) => of),
    ...(table.kept ?? []),
  ];
  const name = table.name;
  // What comes here was checked by the table: the engine calls `check` first.
  const typed = (bag: Properties) => withDefaults(properties, bag) as Values<NoInfer<T>>;
  const partly = (bag: Properties) => bag as Partial<Values<NoInfer<T>>>;

  async function read(id: string, known: Properties, context: ProviderContext) {
    const aws = awsOf(context);
    const described = await unlessGone(table.gone, () => table.read(id, aws, partly(known)));
    if (!described) return undefined;
    const seen = { ...described, ...(!table.isGlobal && { region: context.regionName }) };
    const kept = (table.kept ?? []).map((each) => [each, known[each]] as const);
    return withoutNothing({ ...asSaid(properties, seen, known), ...Object.fromEntries(kept) });
  }

  async function readBack(id: string, known: Properties, context: ProviderContext) {
    const aws = awsOf(context);
    return until(`${id} to be visible`, aws, () => read(id, known, context), visibleSeconds);
  }

  /** From its id to its outputs: all that is left to do once it is there. */
  async function finish(id: string, wanted: Properties, context: ProviderContext) {
    const aws = awsOf(context);
    let outputs = wanted;
    try {
      await table.ready?.(id, aws);
      outputs = await readBack(id, wanted, context);
      if (await change(id, outputs, wanted, aws)) outputs = await readBack(id, wanted, context);
      return { id, outputs };
    } catch (error) {
      throw error instanceof Error ? new CreatedInPart({ id, outputs }, error) : error;
    }
  }

  /** Makes the calls of what differs, and tells whether there were any. */
  async function change(id: string, olds: Properties, wanted: Properties, aws: Aws) {
    const { changed } = difference(properties, olds, wanted);
    const changes = table.changes.filter(({ of }) => of.some((each) => changed.includes(each)));
    for (const { apply } of changes) await apply(id, typed(wanted), aws, partly(olds));
    return changes.length > 0;
  }

  return {
    changing: [...(table.changing ?? []), ...('tags' in properties ? ['tagsAll'] : [])],
    check: (inputs) => checkProperties(properties, inputs, `local/engine/providers/${table.file}`),
    diff: (olds, news) => difference(properties, olds, news, table.identity),
    async create(inputs, context) {
      const wanted = named(inputs, context);
      const id = await table.create(typed(wanted), awsOf(context), context.token);
      return finish(id, wanted, context);
    },
    async find(inputs, context) {
      const wanted = named(inputs, context);
      const id = await table.find(typed(wanted), awsOf(context), context.token);
      if (id === undefined || !(await read(id, wanted, context))) return undefined;
      return finish(id, wanted, context);
    },
    read,
    async update(id, olds, news, context) {
      const aws = awsOf(context);
      const wanted = withDefaults(properties, news);
      await change(id, olds, wanted, aws);
      await table.ready?.(id, aws);
      const known = Object.entries(olds).filter(([each]) => !changing.includes(each));
      return readBack(id, { ...Object.fromEntries(known), ...wanted }, context);
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

/** What AWS says, in the program's words where both mean the same. */
function asSaid(table: Table, described: Properties, said: Properties): Properties {
  const same = Object.entries(table)
    .filter(([name]) => said[name] !== undefined)
    .filter(([name, property]) => isSame(property, described[name], said[name]))
    .map(([name]) => [name, said[name]]);
  return { ...described, ...Object.fromEntries(same) };
}

function withoutNothing(bag: Properties): Properties {
  return Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== undefined));
}
