// A type of resource out of a table and four calls: what is the same for all of them is here.

import {
  CreatedInPart,
  type Properties,
  type ProviderContext,
  type ResourceType,
  type UpdateContext,
} from '../provider.ts';
import { type Aws, type AwsOf, unlessGone } from './aws.ts';
import { deletion, type Left } from './deletion.ts';
import { difference, isSame, withDefaults } from './differences.ts';
import { type Naming, named } from './names.ts';
import { checkProperties, type Table, type Values } from './properties.ts';
import { until } from './until.ts';

/** An update of some properties, made by one call. */
export type Change<T extends Table> = {
  readonly of: readonly (keyof T & string)[];
  /**
   * Done to what is new as well: it waits for what comes of a create. One that did not come of it is left to
   * whoever mends it, as the AWS provider leaves it: a later `up` must get past it to bring a better release.
   */
  readonly finishes?: true;
  /** @param isNew has been made just now, by this run */
  apply(
    id: string,
    news: Values<T>,
    aws: Aws,
    olds: Partial<Values<T>>,
    isNew: boolean,
  ): Promise<unknown>;
};

export type ResourceTable<T extends Table> = {
  /** Where it stands, for messages: below `local/engine/providers/`. */
  readonly file: string;
  readonly properties: T;
  /** Of all regions, as IAM's are. */
  readonly isGlobal?: true;
  /** Inputs that no two resources can share, such as a name. */
  readonly identity?: readonly (keyof T & string)[];
  readonly name?: Naming<keyof T & string>;
  /** Properties of the AWS provider that are not taken on purpose, and why: `expected …`. */
  readonly refuses?: Readonly<Record<string, string>>;
  /** What is wrong with inputs that each are right; some may be unknown. */
  check?(inputs: Properties): readonly string[];
  /** Codes of errors that say that there is no such resource. */
  readonly gone: readonly string[];
  /** Codes of errors that refuse to delete what others still use. */
  readonly inUse?: readonly string[];
  /** What still uses it, such as `instance i-1`, to be told while that is waited for. */
  users?(id: string, aws: Aws): Promise<readonly string[]>;
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
  delete(id: string, aws: Aws, known: Partial<Values<T>>): Promise<unknown | Left>;
};

/** For what was made, but will never be ready: it is deleted, and was not created. */
export class HasFailed extends Error {}

const ofRegion: Table = { region: { is: 'string', replaces: true, computed: true } };
const visibleSeconds = 120;

/** What the table's functions get is typed by its properties alone. */
export function resourceType<const T extends Table>(
  awsOf: AwsOf,
  table: { readonly properties: T } & ResourceTable<NoInfer<T>>,
): ResourceType {
  const properties: Table = { ...table.properties, ...(!table.isGlobal && ofRegion) };
  const name = table.name;
  const file = `local/engine/providers/${table.file}`;
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
    context: UpdateContext,
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
    const aim = context.leave?.(now, wanted) ?? wanted;
    const { changed } = difference(properties, now, aim);
    const changes = table.changes.filter(
      ({ of, finishes }) => (finishes && isNew) || of.some((each) => changed.includes(each)),
    );
    if (changed.length === 0 && changes.length === 0) return inWordsOf(wanted, now);
    for (const { apply } of changes) await apply(id, typed(aim), aws, partly(now), isNew);
    await table.ready?.(id, aws);
    return see(wanted);
  }

  return {
    changing: [...(table.changing ?? []), ...('tags' in properties ? ['tagsAll'] : [])],
    check(inputs) {
      const { refuses = {} } = table;
      const others = Object.entries(inputs).filter(([each]) => !(each in refuses));
      return [
        ...checkProperties(properties, Object.fromEntries(others), file),
        ...Object.entries(refuses).flatMap(([each, why]) =>
          (inputs[each] ?? undefined) === undefined ? [] : [`${each}: ${why}`],
        ),
        ...(table.check?.(inputs) ?? []),
      ];
    },
    diff: (olds, news) => difference(properties, olds, news, table.identity),
    async create(inputs, context) {
      const wanted = named(name, withDefaults(properties, inputs), context);
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
      const wanted = named(name, withDefaults(properties, inputs), context);
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
    delete: deletion((id, context, outputs) => table.delete(id, awsOf(context), partly(outputs)), {
      ...table,
      awsOf,
      read,
    }),
  };
}

function withoutNothing(bag: Properties): Properties {
  return Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== undefined));
}

/** @throws Error for a resource of another region than its provider's */
function checkRegion({ region }: Properties, { regionName }: ProviderContext): void {
  if (region === undefined || region === regionName) return;
  throw new Error(`region: expected ${regionName}, that of its provider, got ${region}`);
}
