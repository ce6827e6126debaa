// The local region's engine as what takes a stack up: what it does is shown as it comes, what it plans is returned.

import { createDisplay } from '../../../local/engine/display.ts';
import type { RunEvent, Summary } from '../../../local/engine/events.ts';
import { printPath } from '../../../local/engine/paths.ts';
import { nameOf, typeOf } from '../../../local/engine/urns.ts';
import type { Account } from '../account.ts';
import type { StackSettings } from '../stackSettings.ts';
import { openLocalStack } from './localStack.ts';
import type { PlannedChange, StackEngine } from './stackEngine.ts';

export type EngineOptions = {
  readonly settings: StackSettings;
  readonly configFile: string | undefined;
  readonly account: Pick<Account, 'environment'>;
  /** Text of progress, with its line ends. */
  readonly write: (text: string) => void;
  readonly isColoured: boolean;
};

/** @throws where another run is at work on the stack */
export async function openLocalEngine(options: EngineOptions): Promise<StackEngine> {
  const { write, isColoured } = options;
  const display = createDisplay({ write, isColoured, isDetailed: false });
  const stopping = new AbortController();
  const tell = (event: RunEvent) => {
    if (event.kind === 'said' && isOfRollout(event.urn)) {
      // Its result it has said in words, too.
      if (!event.message.startsWith('{')) write(`    ${event.message}\n`);
    } else if (event.kind === 'step' && isOfRollout(event.urn)) display({ ...event, changes: [] });
    else if (event.kind !== 'outputs') display(event);
  };
  let show = tell;
  let variables: Readonly<Record<string, string>> = {};
  const stack = await openLocalStack({
    ...options,
    show: (event) => show(event),
    stopping: stopping.signal,
    variables: () => variables,
  });
  return {
    async preview() {
      const changes: PlannedChange[] = [];
      const problems: string[] = [];
      show = (event) => {
        if (event.kind === 'failed') problems.push(event.message);
        changes.push(...changesIn(event));
      };
      const { outcome } = await stack.preview();
      show = tell;
      if (outcome !== 'failed') return changes;
      throw new Error(`The program could not be planned: ${problems.join('\n')}`);
    },
    async up(given) {
      variables = given;
      return isDone(await stack.up());
    },
    destroy: async () => isDone(await stack.destroy()),
    stop: () => stopping.abort(new Error('Stopped')),
    close: stack.close,
  };
}

/** The program's only command. */
const isOfRollout = (urn: string | undefined) =>
  urn !== undefined && typeOf(urn) === 'command:local:Command';

/** What the region does not have is none of the caller's doing; it was said. */
const isDone = ({ outcome }: Summary) => outcome !== 'failed';

function changesIn(event: RunEvent): readonly PlannedChange[] {
  if (event.kind !== 'step') return [];
  const { urn, operation, changes } = event;
  switch (operation) {
    case 'create':
    case 'update':
    case 'replace':
    case 'delete': {
      const properties = changes.map(({ path }) => printPath(path));
      return [{ name: nameOf(urn), type: typeOf(urn), operation, properties }];
    }
    default:
      return [];
  }
}
