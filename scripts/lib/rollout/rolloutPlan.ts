// Whether a fleet has to be rolled over: whether its group or any of its instances was launched from other launch
// template data than the target's. Data and not version numbers, since the same data may have several.

/** An instance of the group. */
export type Member = {
  readonly instanceId: string;
  /** AWS's LifecycleState. */
  readonly state: string;
  readonly isProtected: boolean;
  /** What it was launched from; undefined where its version is gone. */
  readonly data: object | undefined;
};

export type Fleet = {
  /** What its group launches from. */
  readonly data: object | undefined;
  readonly members: readonly Member[];
};

export type RolloutPlan =
  | { readonly action: 'none'; readonly instances: number }
  | { readonly action: 'roll'; readonly instances: number; readonly staleIds: readonly string[] };

export function planRollout(target: object, { data, members }: Fleet): RolloutPlan {
  const wanted = canonical(target);
  const isStale = (from: object | undefined) => from === undefined || canonical(from) !== wanted;
  const staleIds = members
    .filter((member) => isStale(member.data))
    .map(({ instanceId }) => instanceId);
  const instances = members.length;
  return staleIds.length === 0 && !isStale(data)
    ? { action: 'none', instances }
    : { action: 'roll', instances, staleIds };
}

/** An instance refresh that is told to ignore them does not replace these. */
export function isLeftAlone({ state, isProtected }: Member): boolean {
  return isProtected || state === 'Standby' || state === 'EnteringStandby';
}

/** As text that is equal for equal values, whatever the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
