// URNs: `urn:pulumi:<stack>::<project>::<type of its ancestors$…$type>::<name>`.

const stackType = 'pulumi:pulumi:Stack';

export type UrnParts = {
  readonly stack: string;
  readonly project: string;
  readonly type: string;
  readonly name: string;
  readonly parent?: string | undefined;
};

export function makeUrn({ stack, project, type, name, parent }: UrnParts): string {
  const ancestors = parent ? qualifiedType(parent) : stackType;
  const prefix = ancestors === stackType ? '' : `${ancestors}$`;
  return `urn:pulumi:${stack}::${project}::${prefix}${type}::${name}`;
}

function qualifiedType(urn: string): string {
  return urn.split('::')[2] ?? '';
}

export function typeOf(urn: string): string {
  return qualifiedType(urn).split('$').at(-1) ?? '';
}

export function nameOf(urn: string): string {
  return urn.split('::').slice(3).join('::');
}

/** Such as `aws` of `aws:ec2/vpc:Vpc` and of `pulumi:providers:aws`. */
export function packageOf(type: string): string {
  const [first = '', second, third = ''] = type.split(':');
  return first === 'pulumi' && second === 'providers' ? third : first;
}

/** What an alias says that is different from the resource's own; what it leaves out is the same. */
export type Alias =
  | string
  | {
      readonly name?: string | undefined;
      readonly type?: string | undefined;
      readonly stack?: string | undefined;
      readonly project?: string | undefined;
      /** None: it was a child of the stack. */
      readonly parent?: string | 'none' | undefined;
    };

/**
 * The URNs that a resource may have had, the likeliest first.
 *
 * @param formerParent the URN that the parent had, if that has another one since
 */
export function formerUrns(
  now: UrnParts,
  aliases: readonly Alias[],
  formerParent?: string,
): readonly string[] {
  const own = aliases.map((alias) => aliasUrn(now, alias));
  if (formerParent === undefined) return own;
  // The name of a child often begins with its parent's.
  const parentName = nameOf(now.parent ?? '');
  const rename = (name: string) =>
    name.startsWith(parentName) ? nameOf(formerParent) + name.slice(parentName.length) : name;
  const inherited = [now.name, rename(now.name)].map((name) =>
    makeUrn({ ...now, name, parent: formerParent }),
  );
  const both = aliases.flatMap((alias) =>
    typeof alias === 'string' || alias.parent !== undefined
      ? []
      : [aliasUrn({ ...now, name: rename(now.name), parent: formerParent }, alias)],
  );
  return [...new Set([...own, ...inherited, ...both])];
}

function aliasUrn(now: UrnParts, alias: Alias): string {
  if (typeof alias === 'string') return alias;
  const { name, type, stack, project, parent } = alias;
  return makeUrn({
    name: name || now.name,
    type: type || now.type,
    stack: stack || now.stack,
    project: project || now.project,
    parent: parent === 'none' ? undefined : parent || now.parent,
  });
}
