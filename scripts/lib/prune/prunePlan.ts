// Which images go, and why the others stay: a pure function of what there is and of what refers to it.

import { releaseId } from '../bake/imageKey.ts';

/** An image of a bake. */
export type PruneImage = {
  readonly ami: string;
  /** It has the tags of a bake. */
  readonly isOurs: boolean;
  readonly key: string;
  /** When it was made, as EC2 has it; undefined where that is unreadable. */
  readonly created: Date | undefined;
  /** When its bake began, as its tags have it; ISO 8601. */
  readonly bakedAt: string | undefined;
  /** EC2's, such as `available`. */
  readonly state: string;
  readonly isPublic: boolean;
  /** Against deregistration. */
  readonly isProtected: boolean;
  /** Accounts and organizations that may launch it, besides its own. */
  readonly sharedWith: readonly string[];
  readonly snapshotIds: readonly string[];
};

/** Something that needs an image or a snapshot, and how it is called. */
export type Use = { readonly id: string; readonly by: string };

export type Ledger = {
  readonly stack: string;
  /** What was live, newest first; an image may come more than once. */
  readonly amis: readonly string[];
};

export type References = { readonly uses: readonly Use[]; readonly ledgers: readonly Ledger[] };

export type PrunePolicy = {
  readonly now: Date;
  /** How many of the last live images of each stack stay. */
  readonly keep: number;
  readonly minimumAge: Age;
};

export type Age = {
  readonly milliseconds: number;
  /** As people write it: `7d`. */
  readonly text: string;
};

export type Kept = { readonly image: PruneImage; readonly because: readonly string[] };

export type PrunePlan = {
  readonly removed: readonly PruneImage[];
  /** Each with at least one reason. */
  readonly kept: readonly Kept[];
};

/** Every image is removed or kept; more references never remove more. */
export function planPrune(
  images: readonly PruneImage[],
  references: References,
  policy: PrunePolicy,
): PrunePlan {
  const reasons = reasonsByImage(references, policy.keep);
  const judged = images.map((image) => ({
    image,
    because: [...new Set([...(reasons.get(image.ami) ?? []), ...ownReasons(image, policy)])],
  }));
  return {
    removed: judged.filter(({ because }) => because.length === 0).map(({ image }) => image),
    kept: judged.filter(({ because }) => because.length > 0),
  };
}

/** Why something that EC2 made at a time is too young to go; undefined if it is old enough. */
export function youth(
  created: Date | undefined,
  { now, minimumAge }: Pick<PrunePolicy, 'now' | 'minimumAge'>,
): string | undefined {
  if (created === undefined) return 'nobody knows its age';
  const age = now.getTime() - created.getTime();
  return age < minimumAge.milliseconds ? `younger than ${minimumAge.text}` : undefined;
}

/** What its release is called. */
export function releaseOf({ key }: Pick<PruneImage, 'key'>): string {
  return releaseId(key);
}

function reasonsByImage(
  { uses, ledgers }: References,
  keep: number,
): ReadonlyMap<string, readonly string[]> {
  const all = [
    ...uses,
    ...ledgers.flatMap(({ stack, amis }) =>
      // One that came live again, as after a rollback, takes no other's place.
      [...new Set(amis)]
        .slice(0, keep)
        .map((id) => ({ id, by: `one of the last ${keep} live releases of ${stack}` })),
    ),
  ];
  const byImage = Map.groupBy(all, ({ id }) => id);
  return new Map([...byImage].map(([id, found]) => [id, found.map(({ by }) => by)]));
}

function ownReasons(image: PruneImage, policy: PrunePolicy): readonly string[] {
  const { isOurs, state, created, isPublic, isProtected, sharedWith } = image;
  return [
    !isOurs && 'without the tags of a bake',
    state === 'pending' && 'still being made',
    youth(created, policy),
    isPublic && 'public',
    isProtected && 'protected against deregistration',
    sharedWith.length > 0 && `shared with ${sharedWith.join(', ')}`,
  ].filter((reason) => typeof reason === 'string');
}
