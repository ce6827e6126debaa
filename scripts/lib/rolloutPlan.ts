// Whether a fleet has to be rolled over: whether any of its instances was launched from other launch template
// data than the target's. Data and not version numbers, since the same data may have several.

/** What an instance of the group was launched from. */
export type Member = {
  readonly instanceId: string;
  /** The launch template data; undefined where its version is gone. */
  readonly data: object | undefined;
};

export type RolloutPlan =
  | { readonly action: 'none'; readonly instances: number }
  | { readonly action: 'roll'; readonly instances: number; readonly staleIds: readonly string[] };

export function planRollout(target: object, members: readonly Member[]): RolloutPlan {
  const wanted = canonical(target);
  const staleIds = members
    .filter(({ data }) => data === undefined || canonical(data) !== wanted)
    .map(({ instanceId }) => instanceId);
  const instances = members.length;
  return staleIds.length === 0
    ? { action: 'none', instances }
    : { action: 'roll', instances, staleIds };
}

/** As text that is equal for equal values, whatever the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
