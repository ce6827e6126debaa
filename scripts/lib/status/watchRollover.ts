// Shows a rollover as it goes: as a tree that is redrawn in place on a terminal, as JSON lines elsewhere.

import { isFinal } from '../rollout/rolloutRefreshes.ts';
import type { Time } from '../time.ts';
import { createRedraw, type Terminal } from './redraw.ts';
import { createRolloverLines } from './rolloverLines.ts';
import type { RolloverSnapshot } from './rolloverSnapshot.ts';
import { drawRollover, type TreeOptions } from './rolloverTree.ts';

export type WatchOptions = {
  /** Looks once. One that fails is made up for by the next. */
  readonly read: () => Promise<RolloverSnapshot>;
  /** A release's name. */
  readonly nameOfImage: (imageId: string) => string;
  readonly time: Time;
  /** Aborted: look once more, and it is over. */
  readonly signal: AbortSignal;
  /** Draws on it if it is a terminal. */
  readonly stream: Stream;
  readonly isColoured: boolean;
  /** Between two looks. */
  readonly pauseMilliseconds: () => number;
  /** Whether to show a fleet that nobody rolls over, too. */
  readonly isAlwaysShown?: boolean;
  /** Draws more than the tree. */
  readonly draw?: (snapshot: RolloverSnapshot, options: TreeOptions) => readonly string[];
};

export type Stream = Pick<Terminal, 'write'> & Partial<Terminal> & { readonly isTTY?: boolean };

export type RolloverWatch = {
  /** Prints lines of others: above the drawing, where there is one. */
  print(text: string): void;
  /** After the last picture, which stays. Never rejected. */
  readonly ended: Promise<void>;
};

/** The times in a picture go on between two looks. */
const tickMilliseconds = 1000;
/** A look that takes longer is none, at the end. */
const lastLookMilliseconds = 3000;

/** Begins to watch. */
export function watchRollover(options: WatchOptions): RolloverWatch {
  const { read, time, signal, stream, isAlwaysShown = false, draw = drawRollover } = options;
  const redraw = stream.isTTY ? createRedraw(terminalOf(stream)) : undefined;
  const write = createRolloverLines({ ...options, write: (line) => stream.write(line) });
  let snapshot: RolloverSnapshot | undefined;
  let failure: { readonly message: string; readonly since: Date } | undefined;
  let isShown = isAlwaysShown;

  async function look(): Promise<void> {
    try {
      snapshot = await read();
      failure = undefined;
      isShown ||= isRollingOver(snapshot);
    } catch (error) {
      const { message } = error as Error;
      failure = { message, since: failure?.since ?? time.now() };
    }
  }

  function show(): void {
    if (!snapshot || !isShown) return;
    if (redraw) redraw.update(picture(snapshot));
    else write(snapshot, time.now());
  }

  function picture(seen: RolloverSnapshot): readonly string[] {
    const { nameOfImage, isColoured } = options;
    const now = time.now();
    const width = stream.columns || 80;
    const lines = draw(seen, { now, nameOfImage, width, isColoured });
    if (!failure) return lines;
    const seconds = Math.round((now.getTime() - failure.since.getTime()) / 1000);
    return [...lines, `Not seen for ${seconds} s: ${failure.message}`.slice(0, width)];
  }

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await look();
      const next = time.now().getTime() + options.pauseMilliseconds();
      for (;;) {
        show();
        const left = next - time.now().getTime();
        if (left <= 0 || signal.aborted) break;
        await time.wait(Math.min(left, tickMilliseconds), signal);
      }
    }
    const seen = new AbortController();
    const lastLook = look().finally(() => seen.abort());
    await Promise.race([lastLook, time.wait(lastLookMilliseconds, seen.signal)]);
    show();
    redraw?.end();
  }

  return {
    print(text) {
      if (redraw) redraw.print(text);
      else stream.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    ended: watch(),
  };
}

/** Whether a refresh is active, or has left instances of several versions. */
export function isRollingOver({ refresh, instances }: RolloverSnapshot): boolean {
  if (refresh && !isFinal(refresh.Status)) return true;
  const [first] = instances;
  return instances.some(
    ({ version, launchTemplateId }) =>
      version !== first?.version || launchTemplateId !== first?.launchTemplateId,
  );
}

/** With a size, whatever it says of itself. */
function terminalOf(stream: Stream): Terminal {
  return {
    get columns() {
      return stream.columns || 80;
    },
    get rows() {
      return stream.rows || 24;
    },
    write: (text) => stream.write(text),
  };
}
