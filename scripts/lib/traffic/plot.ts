// Charts for terminals: a figure over time as an area of blocks, another one as a line over it.

/** At a moment in seconds, a value of at least 0, which holds until the next. */
export type Point = readonly [at: number, value: number];

export type Chart = {
  readonly title: string;
  /** In the order of their time; before the first there is nothing. */
  readonly area: readonly Point[];
  /** Drawn where it is not what the area is. */
  readonly line?: readonly Point[];
  /** Moments under the axis, with what begins there. */
  readonly marks: readonly { readonly at: number; readonly label: string }[];
  /** Seconds that are shown. */
  readonly from: number;
  readonly to: number;
};

/** In characters: of the whole, of the area alone, and of its labels at least, such that charts stand in line. */
export type PlotSize = {
  readonly width: number;
  readonly height: number;
  readonly labelWidth?: number;
};

const blocks = ' ▁▂▃▄▅▆▇█';
const full = blocks.length - 1;

/** Title, area, axis and marks: `height` + 3 lines, none longer than `width`, which is at least 20. */
export function plot(chart: Chart, { width, height, labelWidth = 1 }: PlotSize): string {
  const { title, area, line = [], marks, from, to } = chart;
  const top = niceTop(Math.max(0, ...area.map(amount), ...line.map(amount)));
  const margin = Math.max(labelWidth, String(top).length);
  const columns = width - margin - 2;
  const span = Math.max(to - from, 1e-9) / columns;
  const columnOf = (at: number) => Math.floor((at - from) / span);
  const filled = columnsOf(area, columns, columnOf).map((value) => eighths(value, top, height));
  const drawn = columnsOf(line, columns, columnOf).map((value) => eighths(value, top, height));

  const rows = Array.from({ length: height }, (_, index) => {
    const row = height - 1 - index;
    const cells = filled.map((level, column) => cell(level, drawn[column], row));
    return `${labelOf(row, { top, height }).padStart(margin)} ┤${cells.join('')}`;
  });
  const shown = marks
    .map(({ at, label }) => ({ column: columnOf(at), label }))
    .filter(({ column }) => column >= 0 && column < columns);
  const axis = Array.from({ length: columns }, (_, column) =>
    shown.some((mark) => mark.column === column) ? '┬' : '─',
  );
  const indent = ' '.repeat(margin + 2);
  return [title.slice(0, width), ...rows, `${'0'.padStart(margin)} ┼${axis.join('')}`]
    .concat(`${indent}${labels(shown, columns)}`)
    .map((text) => `${text.trimEnd()}\n`)
    .join('');
}

function amount([, value]: Point): number {
  return value;
}

/** The least of 1, 2, 3, 4, 5, 6, 8, 10, 20, 30 … that is no less. */
function niceTop(greatest: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(greatest, 1)));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((n) => n * power).find((n) => n >= greatest) ?? 10 * power;
}

/** The greatest value that holds in each column; undefined before the first. */
function columnsOf(
  points: readonly Point[],
  columns: number,
  columnOf: (at: number) => number,
): readonly (number | undefined)[] {
  let held: number | undefined;
  let next = 0;
  return Array.from({ length: columns }, (_, column) => {
    // What held at the column's beginning counts, unless it is a point's own column.
    let greatest: number | undefined;
    for (let point = points[next]; point && columnOf(point[0]) <= column; point = points[next]) {
      [, held] = point;
      greatest = columnOf(point[0]) === column ? Math.max(greatest ?? 0, held) : undefined;
      next += 1;
    }
    return greatest ?? held;
  });
}

/** How high a value is in eighths of a row; what is more than 0 is seen. */
function eighths(value: number | undefined, top: number, height: number): number | undefined {
  if (value === undefined || value <= 0) return value === undefined ? undefined : 0;
  return Math.max(1, Math.round((value / top) * height * full));
}

function cell(level: number | undefined, line: number | undefined, row: number): string {
  const filled = Math.min(full, Math.max(0, (level ?? 0) - row * full));
  const isLine = line !== undefined && line !== level && Math.ceil(line / full) - 1 === row;
  // Above the area it is a line; within it, a lighter row.
  if (isLine) return filled === full ? '▒' : '─';
  return blocks[filled] ?? ' ';
}

/** What the upper edge of a row means, for the top row and that in the middle. */
function labelOf(row: number, { top, height }: { top: number; height: number }): string {
  if (row === height - 1) return String(top);
  return height % 2 === 0 && top % 2 === 0 && row === height / 2 - 1 ? String(top / 2) : '';
}

/** Labels under their marks; one that has no room is left out. */
function labels(
  marks: readonly { readonly column: number; readonly label: string }[],
  columns: number,
): string {
  return marks.reduce((text, { column, label }) => {
    const hasRoom = text.length === 0 || column > text.length;
    return hasRoom && column + label.length <= columns ? text.padEnd(column) + label : text;
  }, '');
}
