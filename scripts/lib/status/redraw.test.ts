import { once } from 'node:events';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { $ } from 'zx';
import { createScreen } from '../../testing/screen.ts';
import { createRedraw } from './redraw.ts';

function open(columns?: number, rows?: number) {
  const screen = createScreen(columns, rows);
  const redraw = createRedraw(screen);
  onTestFinished(() => redraw.end());
  return { screen, redraw };
}

describe('A drawing', () => {
  test('takes the place of the last one, in one write', () => {
    const { screen, redraw } = open();
    redraw.update(['one', 'two', 'three']);
    redraw.update(['1', '2']);
    expect(screen.text()).toBe('1\n2');
    expect(screen.writes).toHaveLength(2);
  });

  test('that is there already is not written', () => {
    const { screen, redraw } = open();
    redraw.update(['same']);
    redraw.update(['same']);
    expect(screen.writes).toHaveLength(1);
  });

  test('stays at its end, or goes', () => {
    const { screen, redraw } = open();
    redraw.update(['stays']);
    expect(screen.isCursorShown).toBe(false);
    redraw.end();
    expect(screen.isCursorShown).toBe(true);
    redraw.update(['goes']);
    redraw.end('clear');
    expect(screen.text()).toBe('stays');
    expect(screen.isCursorShown).toBe(true);
  });

  test('is cut where the terminal has no room', () => {
    const { screen, redraw } = open(5, 4);
    for (const word of ['first', 'other']) redraw.update([`${word} is too long`, '2', '3', '4']);
    expect(screen.text()).toBe('other\n2\n…');
  });

  test('is below what is printed, however often which of the two happens', () => {
    const text = fc.stringMatching(/^[a-z ]{0,30}[a-z]$/);
    const change = fc.oneof(
      fc.record({ kind: fc.constant('print' as const), text }),
      fc.record({ kind: fc.constant('update' as const), lines: fc.array(text, { maxLength: 8 }) }),
      fc.record({ kind: fc.constant('resize' as const), width: fc.integer({ min: 40, max: 90 }) }),
    );
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const screen = createScreen(60, 12);
        const redraw = createRedraw(screen);
        const printed: string[] = [];
        let drawn: readonly string[] = [];
        for (const each of changes) {
          if (each.kind === 'print') {
            redraw.print(each.text);
            printed.push(each.text);
          } else if (each.kind === 'update') {
            redraw.update(each.lines);
            drawn = each.lines;
          } else screen.resize(each.width);
        }
        redraw.end();
        expect(screen.text()).toBe([...printed, ...drawn].join('\n').trimEnd());
      }),
    );
  });
});

test('A terminal that becomes narrower breaks the lines that are there: they go all the same', () => {
  const { screen, redraw } = open(30);
  redraw.print('before');
  redraw.update(['x'.repeat(30), 'y']);
  screen.resize(12);
  redraw.update(['x'.repeat(12), 'y']);
  expect(screen.text()).toBe(`before\n${'x'.repeat(12)}\ny`);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends the process, with its cursor',
  async (signal) => {
    const module = join(import.meta.dirname, 'redraw.ts');
    const code = `
    const { createRedraw } = await import(${JSON.stringify(module)});
    const terminal = { columns: 80, rows: 24, write: (text) => process.stdout.write(text) };
    createRedraw(terminal).update(['here']);
    setInterval(() => {}, 1000);`;
    const running = $({ quiet: true, nothrow: true })`node --input-type=module -e ${code}`;
    await once(running.stdout, 'data');
    running.child?.kill(signal);
    const ended = await running;
    expect(ended.signal).toBe(signal);
    const screen = createScreen();
    screen.write(ended.stdout);
    expect(screen).toMatchObject({ isCursorShown: true });
    expect(screen.text()).toBe('here');
  },
);
