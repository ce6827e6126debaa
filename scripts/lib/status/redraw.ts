// A few lines of a terminal that are drawn again and again in place, below whatever else is printed. One write for each
// picture, and none for one that is there already.

import { stripVTControlCharacters } from 'node:util';

/** What is used of a terminal, such as `process.stderr`. */
export type Terminal = {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
};

export type Redraw = {
  /** Shows these lines, each without its end, in place of the last ones. */
  update(lines: readonly string[]): void;
  /** Prints text above the drawing; it stays. */
  print(text: string): void;
  /** Leaves the last picture, unless it is to go, and gives the cursor back. */
  end(how?: 'clear'): void;
};

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
/** Without wrapping, a line that is too long for a terminal is cut by it. */
const stopWrapping = '\u001b[?7l';
const wrap = '\u001b[?7h';
const clearLine = '\u001b[K';
const clearBelow = '\u001b[J';
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function createRedraw(terminal: Terminal): Redraw {
  let shown: readonly string[] = [];
  /** Of the terminal, when it was drawn. */
  let width = terminal.columns;
  let isHidden = false;

  function update(lines: readonly string[]): void {
    const fitting = cutTo(lines, terminal.rows);
    const isSame = fitting.length === shown.length && fitting.every((line, i) => line === shown[i]);
    if (isSame && width === terminal.columns) return;
    write(`${home()}${picture(fitting)}`);
    shown = fitting;
    width = terminal.columns;
  }

  function print(text: string): void {
    const lines = text.endsWith('\n') ? text : `${text}\n`;
    write(`${home()}${clearBelow}${lines}${picture(shown)}`);
    width = terminal.columns;
  }

  function end(how?: 'clear'): void {
    if (how === 'clear') write(`${home()}${clearBelow}`);
    // What the terminal itself has put there, such as ^C.
    else if (isHidden) write(`\r${clearBelow}`);
    shown = [];
    giveBack();
    process.off('exit', giveBack);
    for (const signal of signals) process.off(signal, onSignal);
  }

  /** To the first column of the drawing's first row. The cursor is always on the row below it. */
  function home(): string {
    // A terminal that has become narrower has broken the lines that were longer.
    const rows = shown.reduce((count, line) => {
      const length = Math.min(stripVTControlCharacters(line).length, width);
      return count + Math.max(1, Math.ceil(length / terminal.columns));
    }, 0);
    return `\r${rows > 0 ? `\u001b[${Math.min(rows, terminal.rows - 1)}A` : ''}`;
  }

  function write(text: string): void {
    if (!isHidden) {
      process.on('exit', giveBack);
      for (const signal of signals) process.on(signal, onSignal);
    }
    terminal.write(isHidden ? text : `${hideCursor}${text}`);
    isHidden = true;
  }

  function giveBack(): void {
    if (isHidden) terminal.write(showCursor);
    isHidden = false;
  }

  /** Where nobody else takes the signal, the process ends of it as it would without this. */
  function onSignal(signal: NodeJS.Signals): void {
    if (process.listenerCount(signal) > 1) return;
    end();
    process.kill(process.pid, signal);
  }

  return { update, print, end };
}

/** As many as there is room for, a row for the cursor apart. */
function cutTo(lines: readonly string[], rows: number): readonly string[] {
  const room = Math.max(1, rows - 1);
  return lines.length <= room ? lines : [...lines.slice(0, room - 1), '…'];
}

function picture(lines: readonly string[]): string {
  if (lines.length === 0) return clearBelow;
  return `${stopWrapping}${lines.map((line) => `${line}${clearLine}\n`).join('')}${clearBelow}${wrap}`;
}
