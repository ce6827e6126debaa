// For tests: a terminal, as far as our own drawing uses one: what a person sees after all that was written.

import { stripVTControlCharacters } from 'node:util';

/** `␛` stands for escape. */
const sequence = /␛\[(\??)(\d*)([A-Za-z])|\r|\n|[^␛\r\n]/gu;

export function createScreen(columns = 80, rows = 24) {
  let lines: string[] = [''];
  let row = 0;
  let column = 0;
  let isWrapping = true;
  const screen = {
    columns,
    rows,
    isTTY: true,
    isCursorShown: true,
    writes: [] as string[],
    write(text: string): boolean {
      screen.writes.push(text);
      for (const match of text.replaceAll('\u001b', '␛').matchAll(sequence)) take(match);
      return true;
    },
    /** All that was ever in view, as text; without the empty line that the cursor is on. */
    text: () => lines.join('\n').trimEnd(),
    /** As a terminal does it that breaks lines anew: the cursor stays where it was in the text. */
    resize(width: number): void {
      const below = lines.length - row;
      lines = lines.flatMap((line) => {
        const parts = line.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [''];
        return [...parts];
      });
      row = lines.length - below;
      screen.columns = width;
    },
  };

  function take([text, isPrivate, count, command]: RegExpMatchArray): void {
    if (text === '\r') column = 0;
    else if (text === '\n') newLine();
    else if (command === 'A') up(Number(count || 1));
    else if (command === 'K') lines[row] = lineAt(row).slice(0, column);
    else if (command === 'J') {
      lines[row] = lineAt(row).slice(0, column);
      lines.length = row + 1;
    } else if (isPrivate && count === '7') isWrapping = command === 'h';
    else if (isPrivate && count === '25') screen.isCursorShown = command === 'h';
    else if (command === undefined) put(text);
    else if (command !== 'm') throw new Error(`No such sequence: ${JSON.stringify(text)}`);
  }
  function put(character: string): void {
    if (column >= screen.columns) {
      if (!isWrapping) return;
      newLine();
    }
    const line = lineAt(row).padEnd(column);
    lines[row] = line.slice(0, column) + character + line.slice(column + 1);
    column += 1;
  }
  function newLine(): void {
    row += 1;
    column = 0;
    lines[row] ??= '';
  }
  /** No further than to the top of the view. */
  function up(count: number): void {
    row = Math.max(row - count, lines.length - screen.rows, 0);
  }
  const lineAt = (index: number): string => stripVTControlCharacters(lines[index] ?? '');
  return screen;
}
