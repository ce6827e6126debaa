// Log events that are older than their group keeps them. Reading leaves them out to the millisecond; here
// the chunks go that hold nothing else.

import { dropChunks, logChunks, logGroups, retainedSince, streamsOf } from '../store/logs.ts';
import type { Store } from '../store/store.ts';

export function expireLogEvents(store: Store, now: Date): void {
  for (const group of logGroups(store).list()) {
    const since = retainedSince(group, now);
    if (since === 0) continue;
    for (const stream of streamsOf(store, group.logGroupName)) {
      const expired = logChunks(store, stream)
        .list()
        .filter(({ lastTimestamp }) => lastTimestamp < since);
      if (expired.length > 0) store.transaction(() => dropChunks(store, stream, expired));
    }
  }
}
