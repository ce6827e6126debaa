import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sample } from './traffic.ts';
import { createTrafficTeller } from './trafficTeller.ts';

/** What is told of samples that end every tenth of a second. */
function told(samples: readonly Partial<Sample>[]): string[] {
  const lines: string[] = [];
  const teller = createTrafficTeller((at, text) => void lines.push(`${at.toFixed(1)} ${text}`));
  for (const [i, sample] of samples.entries()) {
    teller.see({ sentAt: i / 10, endedAt: i / 10, ...sample });
  }
  teller.end();
  return lines;
}

const from = (release: string, instance: string) => ({ status: 200, release, instance });
/** So many rounds in which each of them answers in its turn. */
const rounds = (count: number, ...all: readonly Partial<Sample>[]) =>
  Array.from({ length: count }, () => all).flat();

test('A rollover: the old, then both, then only the new', () => {
  const [a, b] = [from('old', 'i-a'), from('old', 'i-b')];
  const [c, d] = [from('new', 'i-c'), from('new', 'i-d')];
  expect(told([...rounds(20, a, b), ...rounds(5, a, b, c, d), ...rounds(40, c, d)])).toEqual([
    '0.0 old on i-a',
    '0.1 old on i-b',
    '4.2 new on i-c',
    '4.2 old and new answer now',
    '4.3 new on i-d',
    '9.6 old on i-a has not answered since 5.6 s',
    '9.6 old on i-b has not answered since 5.7 s',
    '9.6 only new answers now',
  ]);
});

test('Failures are told when they begin, and counted when they are over', () => {
  const ok = from('old', 'i-a');
  const refused = { error: 'ECONNREFUSED: no' };
  expect(told([ok, ...rounds(3, refused, ok), ...rounds(20, ok), { status: 502 }])).toEqual([
    '0.0 old on i-a',
    '0.1 fails: ECONNREFUSED: no',
    '1.5 answers again, after 3 failures in 0.4 s',
    '2.7 fails: status 502',
    '2.7 1 failure, not long before the end',
  ]);
});

test('Nobody is given up while nobody answers, and who comes back is told', () => {
  const [a, b] = [from('old', 'i-a'), from('old', 'i-b')];
  expect(told([a, b, ...rounds(100, { status: 503 }), a, b])).not.toContainEqual(
    expect.stringContaining('has not answered'),
  );
  expect(told([a, ...rounds(50, b), a]).slice(2)).toEqual([
    '2.0 old on i-a has not answered since 0.0 s',
    '5.1 old on i-a again',
  ]);
});

test('Whoever answers in turn is told of once, whatever the rate and the size of the fleet', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.double({ min: 0.2, max: 5000, noNaN: true }),
      (size, rate) => {
        const lines: string[] = [];
        const teller = createTrafficTeller((_, text) => void lines.push(text));
        for (let i = 0; i < size * 40; i += 1) {
          teller.see({ sentAt: i / rate, endedAt: i / rate, ...from('old', `i-${i % size}`) });
        }
        expect(lines).toEqual(Array.from({ length: size }, (_, i) => `old on i-${i}`));
      },
    ),
  );
});
