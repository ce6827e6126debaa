import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LiveRecord } from '../releaseRecords.ts';
import { chooseRelease } from './rollbackTarget.ts';

const release = (digit: string): LiveRecord => ({
  ami: `ami-${digit}`,
  key: digit.repeat(64),
  liveAt: '2026-01-01T00:00:00Z',
  refreshId: `r-${digit}`,
});
const [a, b, c] = ['a', 'b', 'c'].map(release) as [LiveRecord, LiveRecord, LiveRecord];

describe('A rollback goes', () => {
  test.each<[string, LiveRecord[], string | undefined, string]>([
    ['to the one before', [b, a], undefined, 'ami-a'],
    ['past the same one', [b, b, a, c], undefined, 'ami-a'],
    ['to the one that is named by its first digits', [b, a, c], 'cccccc', 'ami-c'],
    ['to the one that is named by its AMI', [b, a, c], 'ami-c', 'ami-c'],
  ])('%s', (_, ledger, to, ami) => {
    const chosen = chooseRelease(ledger, ledger[0], to);
    expect(chosen.ami).toBe(ami);
    expect(chosen).not.toHaveProperty('liveAt');
    expect(chosen).not.toHaveProperty('refreshId');
  });

  test.each<[string, LiveRecord[], string | undefined, RegExp]>([
    ['before the first release', [], undefined, /No release has been live yet/],
    ['before the second one', [a, a], undefined, /^aaaaaaaaaaaa is the only release/],
    [
      'to what is live',
      [b, a],
      'bbbb',
      /bbbb is what is live. Others that were live: aaaaaaaaaaaa/,
    ],
    [
      'to what never was',
      [b, a],
      'dddd',
      /expected a release that was live, got dddd. There are: aaaaaaaaaaaa/,
    ],
    ['to what a few digits do not tell', [b, a], 'a', /got a\. There are/],
  ])('nowhere %s', (_, ledger, to, message) => {
    expect(() => chooseRelease(ledger, ledger[0], to)).toThrow(message);
  });

  test('never to what is live', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(a, b, c), { minLength: 2, maxLength: 8 }), (ledger) => {
        const others = ledger.filter(({ ami }) => ami !== ledger[0]?.ami);
        fc.pre(others.length > 0);
        expect(chooseRelease(ledger, ledger[0], undefined).ami).toBe(others[0]?.ami);
      }),
    );
  });

  test.each([undefined, 'ami-b'])('to what is live, where a newer one did not become it', (to) => {
    expect(chooseRelease([b, a], c, to).ami).toBe('ami-b');
  });

  test('nowhere to what is wanted, and may never have been live', () => {
    expect(() => chooseRelease([b, a], c, 'cccc')).toThrow(
      '--to: cccc is what is wanted now. Others that were live: bbbbbbbbbbbb, aaaaaaaaaaaa',
    );
  });
});
