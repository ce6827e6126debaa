import fc from 'fast-check';
import { expect, test } from 'vitest';
import { releaseRows, wayBack } from './releaseRows.ts';
import { releasesText } from './releasesText.ts';

const record = (letter: string, minute: number) => ({
  ami: `ami-${letter}`,
  key: letter.repeat(64),
  commit: letter.repeat(40),
  build: '17',
  by: 'ann',
  liveAt: `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`,
});
const ledger = [record('c', 9), record('c', 8), record('b', 7), record('a', 6)];
const images = new Set(['ami-a', 'ami-c']);
const typed = '--stack dev';

test('Releases are a table, and the newest of the others that has its AMI is the way back', () => {
  const rows = releaseRows({ ledger, wanted: record('b', 7), images });
  expect(releasesText(rows, 'b'.repeat(12), typed)).toBe(
    `release               live since            commit        build  by   AMI
cccccccccccc  live    2026-01-01 00:08 UTC  cccccccccccc  17     ann  ami-c
bbbbbbbbbbbb  wanted  2026-01-01 00:07 UTC  bbbbbbbbbbbb  17     ann  ami-b is gone
aaaaaaaaaaaa          2026-01-01 00:06 UTC  aaaaaaaaaaaa  17     ann  ami-a

Go back: npm run rollback -- --stack dev --to aaaaaaaaaaaa
`,
  );
});

test('What is wanted and was never live is said', () => {
  const rows = releaseRows({ ledger, wanted: record('d', 0), images });
  expect(releasesText(rows, 'd'.repeat(12), typed)).toContain(
    '\ndddddddddddd is wanted, and has not been live yet.\n',
  );
});

test.each([
  [
    'there are none',
    [],
    'No release has been live yet.\n\nMake it live: npm run deploy -- --stack dev\n',
  ],
  ['there is one', ledger.slice(0, 2), 'no release to go back to: no other has been live.'],
  ['others are gone', ledger.slice(0, 3), 'no release to go back to: no other has its AMI still.'],
])('There is no way back where %s', (_, records, text) => {
  const rows = releaseRows({ ledger: records, wanted: undefined, images });
  expect(releasesText(rows, undefined, typed)).toContain(text);
});

test('Each row is another release than the next, live since the oldest record of its run', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
  fc.assert(
    fc.property(letters, (names) => {
      const records = names.map((letter, i) => record(letter, 59 - i));
      const rows = releaseRows({ ledger: records, wanted: undefined, images });
      const expected = names.flatMap((letter, i) =>
        letter === names[i + 1] ? [] : `${letter} ${records[i]?.liveAt}`,
      );
      expect(rows.map((row) => `${row.release[0]} ${row.record.liveAt}`)).toEqual(expected);
      expect(rows.map(({ isLive }) => isLive)).toEqual(rows.map((_, i) => i === 0));
      const back = wayBack(rows);
      expect(back?.release).not.toBe(rows[0]?.release ?? '');
    }),
  );
});
