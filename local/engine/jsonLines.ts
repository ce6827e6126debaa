// A run for programs: each event as a line of JSON, with secrets masked.

import type { RunEvent } from './events.ts';
import { printPath } from './paths.ts';
import { masked } from './values.ts';

export function createJsonLines(write: (text: string) => void): (event: RunEvent) => void {
  return (event) => {
    const shown =
      event.kind === 'step'
        ? {
            ...event,
            changes: event.changes.map((each) => ({ ...each, path: printPath(each.path) })),
          }
        : event;
    write(`${JSON.stringify(masked(shown))}\n`);
  };
}
