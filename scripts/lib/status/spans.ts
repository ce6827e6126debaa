// Pieces of a terminal's line, each with its style: cut to the terminal's width before they become escape sequences.

import { stripVTControlCharacters, styleText } from 'node:util';

export type Style = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow';

export type Span = {
  /** Each of its characters takes one column. */
  readonly text: string;
  readonly style?: Style | undefined;
};

export type SpanOptions = {
  /** Columns. */
  readonly width: number;
  readonly isColoured: boolean;
};

/** One line; what is too long ends in `…`. */
export function drawSpans(spans: readonly Span[], { width, isColoured }: SpanOptions): string {
  const clean = spans.map(({ text, style }) => ({ text: plain(text), style }));
  const isLong = clean.reduce((length, { text }) => length + text.length, 0) > width;
  let left = isLong ? width - 1 : width;
  let line = '';
  for (const { text, style } of clean) {
    const shown = text.slice(0, Math.max(0, left));
    left -= shown.length;
    line += isColoured && style && shown ? paint(style, shown) : shown;
  }
  return isLong ? `${line}…` : line;
}

/** Whoever calls has looked at what the stream can do. */
function paint(style: Style, text: string): string {
  return styleText(style, text, { validateStream: false });
}

/** What others have written is one line, and no escape sequence. */
function plain(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}+/gu, ' ');
}
