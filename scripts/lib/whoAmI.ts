// Who deploys, for records and for who waits: the person, or in CI who has started the run.

import { userInfo } from 'node:os';
import { environment } from './environment.mjs';

export function whoAmI(): string {
  return environment.GITHUB_ACTOR || (environment.TRAVIS ? 'travis' : userName());
}

/** A user id may have no name, as in some containers. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
