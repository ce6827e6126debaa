// What the engine asks of a provider: the life of one type of resource, over the AWS SDK.

/** Property bags as Pulumi's programs have them: camelCase, plain JSON values. */
export type Properties = Readonly<Record<string, unknown>>;

/**
 * Stands for a value, at any depth, that only the update will tell; it is Pulumi's own mark. `check` takes it
 * for any value, `diff` for one that differs from all others. It never reaches the other functions of
 * a resource type; in previews it is in a component's inputs, and in what its children give.
 */
export const unknownValue = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** What a provider may use. Clients are made of these, like any client's, and nothing else. */
export type ProviderContext = {
  readonly regionName: string;
  /** Undefined for AWS's own. */
  readonly endpoint: string | undefined;
  /** Aborted: what has been begun is given up. */
  readonly signal: AbortSignal;
  /** Aborted: what only waits ends, and fails; what has an effect comes to its end. */
  readonly stopping: AbortSignal;
  /** A line for whoever watches, such as what is being waited for. */
  readonly report: (line: string) => void;
};

export type CreateContext = ProviderContext & {
  /** The resource's name in the program, such as `rollover-instances`. */
  readonly name: string;
  /**
   * 32 hex digits, others for each resource that is created, and the same ones when a create that was cut off
   * is tried again: good for a ClientToken, and, in part, for the end of a name.
   */
  readonly token: string;
};

export type Created = { readonly id: string; readonly outputs: Properties };

export type UpdateContext = ProviderContext & {
  /** What is wanted, with what the program leaves to others (`ignoreChanges`) as it is now. */
  readonly leave?: (now: Properties, wanted: Properties) => Properties;
};

/** Thrown by a create that made the resource but could not finish it: the next `up` updates it. */
export class CreatedInPart extends Error {
  readonly created: Created;

  constructor(created: Created, cause: Error) {
    super(cause.message, { cause });
    this.name = 'CreatedInPart';
    this.created = created;
  }
}

/** How two property bags of a resource differ. */
export type Difference = {
  /** Names of inputs that differ, at the top level. */
  readonly changed: readonly string[];
  /** Those of them that no update can change: the resource is replaced. */
  readonly replacing: readonly string[];
  /** Whether the old one must go before the new one comes, because of a name or an address. */
  readonly deleteBeforeReplace: boolean;
};

/** One type of resource, such as `aws:ec2/vpc:Vpc`. */
export type ResourceType = {
  /** Everything that is wrong with the inputs, as `path: expected …, got …`; unknown properties, too. */
  check(inputs: Properties): readonly string[];
  /**
   * @param olds the inputs that the resource was made with or updated to; on a refresh, what `read`
   * gives: without drift that must not differ from the inputs
   */
  diff(olds: Properties, news: Properties): Difference;
  /** Outputs include the inputs, as the AWS provider's do. */
  create(inputs: Properties, context: CreateContext): Promise<Created>;
  /** The resource as it is; undefined when it is gone. */
  read(id: string, outputs: Properties, context: ProviderContext): Promise<Properties | undefined>;
  /** @param olds the outputs */
  update(
    id: string,
    olds: Properties,
    news: Properties,
    context: UpdateContext,
  ): Promise<Properties>;
  /** Silent when it is gone already. */
  delete(id: string, outputs: Properties, context: ProviderContext): Promise<void>;
  /**
   * What a create with these inputs and this context has made, if it was cut off before it could say so.
   * Without this function the engine can but warn that there may be such a thing.
   */
  find?(inputs: Properties, context: CreateContext): Promise<Created | undefined>;
  /** Outputs that an update may change besides the inputs of the same name, such as `latestVersion`. */
  readonly changing?: readonly string[];
};

/** A function of a provider, such as `aws:ec2/getAmi:getAmi`. */
export type ProviderFunction = (
  inputs: Properties,
  context: ProviderContext,
) => Promise<Properties>;

/**
 * Registers a child of a component, and gives its id and outputs; unknown while previewing.
 *
 * A child depends on those of its siblings whose ids or ARNs are in its inputs, and on `dependsOn` (URNs).
 */
export type RegisterChild = (request: {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  readonly parent?: string;
  readonly dependsOn?: readonly string[];
}) => Promise<{ readonly urn: string; readonly id: unknown; readonly outputs: Properties }>;

/** A component that a provider makes, such as `awsx:ec2:Vpc`: children, and outputs of its own. */
export type ComponentType = (
  name: string,
  inputs: Properties,
  register: RegisterChild,
  context: ProviderContext,
) => Promise<Properties>;

/** A child in the outputs of a component that is a resource there, such as `vpc` of `awsx:ec2:Vpc`. */
export function resourceReference(child: {
  readonly urn: string;
  readonly id: unknown;
}): Properties {
  return {
    '4dabf18193072939515e22adb298388d': '5cf8f73096256a8f31e491e813e4eb8e',
    urn: child.urn,
    id: child.id,
  };
}

export type Provider = {
  readonly resources: Readonly<Record<string, ResourceType>>;
  readonly functions: Readonly<Record<string, ProviderFunction>>;
  readonly components: Readonly<Record<string, ComponentType>>;
};
