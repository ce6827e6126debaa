// What takes a stack's program up: Pulumi's CLI, or for a stack in the local region the engine that comes with it.

export type StackEngine = {
  /**
   * What `up` would do with the release that is recorded now.
   *
   * @throws where that cannot be said
   */
  preview(): Promise<readonly PlannedChange[]>;
  /**
   * Resolves when it has come to its end.
   *
   * @param variables for the program's commands, in their environment
   * @returns whether all of it was done; why not, has been said
   */
  up(variables: Readonly<Record<string, string>>): Promise<boolean>;
  /** Deletes everything; likewise. */
  destroy(): Promise<boolean>;
  /** What is being done comes to its end, nothing else is begun. */
  stop(): void;
  close(): Promise<void>;
};

/** A resource that differs. */
export type PlannedChange = {
  /** Such as `rollover`. */
  readonly name: string;
  /** Such as `aws:ec2/launchTemplate:LaunchTemplate`. */
  readonly type: string;
  readonly operation: 'create' | 'update' | 'replace' | 'delete';
  /** Paths of what differs, such as `metadataOptions.httpTokens`; empty where the engine does not say. */
  readonly properties: readonly string[];
};
