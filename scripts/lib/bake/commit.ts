// Which commit and which build this is, for release facts.

import { $ } from 'zx';
import { environment } from '../environment.mjs';
import { root } from '../lockedPackage.mjs';

export type Origin = {
  /** The commit's hash, with `-dirty` where files differ from it; `unknown` outside of git and CI. */
  readonly commit: string;
  /** The CI's number of the build; elsewhere when it began, as `local-20261121-105524`, in UTC. */
  readonly build: string;
};

export async function findOrigin(began: Date): Promise<Origin> {
  // Also where root builds in a user's clone, which git calls dubious.
  const git = ['git', '-c', `safe.directory=${root}`, '-C', root];
  const quiet = $({ quiet: true, nothrow: true });
  const [head, status] = await Promise.all([
    quiet`${git} rev-parse HEAD`,
    quiet`${git} status --porcelain`,
  ]);
  return describeOrigin({
    head: head.exitCode === 0 ? head.stdout.trim() : undefined,
    isDirty: status.stdout.trim() !== '',
    environment,
    began,
  });
}

/** What {@link findOrigin} makes of what it finds. */
export function describeOrigin({
  head,
  isDirty,
  environment: { TRAVIS_COMMIT, GITHUB_SHA, TRAVIS_BUILD_NUMBER, GITHUB_RUN_NUMBER },
  began,
}: {
  readonly head: string | undefined;
  readonly isDirty: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly began: Date;
}): Origin {
  const [date = '', time = ''] = began.toISOString().replace(/[-:]/g, '').split(/[T.]/);
  return {
    // Not `??`: a CI that sets a variable to nothing means that it does not know.
    commit: head ? `${head}${isDirty ? '-dirty' : ''}` : TRAVIS_COMMIT || GITHUB_SHA || 'unknown',
    build: TRAVIS_BUILD_NUMBER || GITHUB_RUN_NUMBER || `local-${date}-${time}`,
  };
}
