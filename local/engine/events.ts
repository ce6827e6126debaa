// What a run tells whoever watches, as it happens. Values in it still have their secrets marked: whoever shows
// them masks them.

import type { Change } from './changes.ts';
import type { Properties } from './provider.ts';

export type Operation =
  | 'create'
  | 'update'
  | 'replace'
  | 'delete'
  /** Of the old one, when another one takes its place. */
  | 'delete-replaced'
  | 'same'
  | 'read'
  | 'refresh';

/** Why something was not even begun. */
export type SkipReason = 'waiting' | 'failure' | 'interruption';

export type RunEvent =
  | {
      readonly kind: 'step';
      readonly urn: string;
      readonly operation: Operation;
      readonly phase: 'planned' | 'begun' | 'done';
      readonly changes: readonly Change[];
      /** How long it took, once it is done. */
      readonly seconds?: number;
    }
  | { readonly kind: 'failed'; readonly urn: string | undefined; readonly message: string }
  | { readonly kind: 'skipped'; readonly urn: string; readonly reason: SkipReason }
  /** A type that no provider has. */
  | { readonly kind: 'waiting'; readonly urn: string; readonly message: string }
  | { readonly kind: 'warning'; readonly urn: string | undefined; readonly message: string }
  /** What the program or a provider says. */
  | { readonly kind: 'said'; readonly urn: string | undefined; readonly message: string }
  | { readonly kind: 'outputs'; readonly old: Properties; readonly new: Properties }
  | { readonly kind: 'summary'; readonly summary: Summary };

export type Summary = {
  readonly isPreview: boolean;
  /** `partial`: the region does not have all that the program asks for. */
  readonly outcome: 'succeeded' | 'partial' | 'failed';
  /** How many resources of the cloud had which operation. */
  readonly counts: Readonly<Partial<Record<Operation, number>>>;
  readonly seconds: number;
};
