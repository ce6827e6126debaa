import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plot } from './plot.ts';

test('An area of blocks, with marks under it', () => {
  const chart = {
    title: 'CPU, %',
    area: [
      [0, 5],
      [10, 50],
      [20, 100],
      [30, 0],
    ],
    marks: [
      { at: 0, label: '5/s' },
      { at: 20, label: '10/s' },
      { at: 21, label: 'no room' },
    ],
    from: 0,
    to: 40,
  } as const;
  expect(plot(chart, { width: 25, height: 4 })).toBe(`CPU, %
100 ┤          █████
    ┤          █████
 50 ┤     ██████████
    ┤▂▂▂▂▂██████████
  0 ┼┬─────────┬─────────
     5/s       10/s
`);
});

test('A line is seen where it is not what the area is', () => {
  const chart = {
    title: 'Instances',
    area: [
      [0, 2],
      [20, 4],
      [30, 4],
    ],
    line: [
      [0, 2],
      [10, 4],
      [30, 2],
    ],
    marks: [],
    from: 0,
    to: 40,
  } as const;
  expect(plot(chart, { width: 23, height: 4 })).toBe(`Instances
4 ┤     ─────██████████
  ┤          ██████████
2 ┤███████████████▒▒▒▒▒
  ┤████████████████████
0 ┼────────────────────

`);
});

test('The greatest of many values in a column is seen, and nothing before the first', () => {
  const area = Array.from({ length: 1000 }, (_, i) => [50 + i / 20, i === 500 ? 8 : 1] as const);
  const chart = { title: '', area, marks: [], from: 0, to: 100 };
  const [, top = '', ...rest] = plot(chart, { width: 23, height: 2 }).split('\n');
  expect(top).toMatch(/^8 ┤ +█$/);
  expect(rest[0]).toMatch(/^4 ┤ {10}▂▂▂▂▂█▂▂▂▂$/);
});

test('Whatever is drawn has the size that was asked for', () => {
  const points = fc
    .array(
      fc.tuple(fc.double({ min: -5, max: 120, noNaN: true }), fc.integer({ min: 0, max: 300 })),
    )
    .map((all) => all.toSorted(([a], [b]) => a - b));
  const marks = fc.array(
    fc.record({ at: fc.double({ min: -5, max: 120, noNaN: true }), label: fc.string() }),
  );
  fc.assert(
    fc.property(
      fc.record({ area: points, line: points, marks, from: fc.constant(0), to: fc.nat(100) }),
      fc.integer({ min: 20, max: 120 }),
      fc.integer({ min: 1, max: 12 }),
      (chart, width, height) => {
        const drawn = plot(
          {
            ...chart,
            marks: chart.marks.map((m) => ({ ...m, label: m.label.trim() })),
            title: 'T',
          },
          { width, height },
        ).split('\n');
        expect(drawn.length).toBe(height + 4);
        expect(Math.max(...drawn.map(({ length }) => length))).toBeLessThanOrEqual(width);
      },
    ),
  );
});
