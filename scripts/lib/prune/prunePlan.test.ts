// Which images go: what must hold of every plan.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PruneImage, planPrune, type References, type Use } from './prunePlan.ts';

const now = new Date('2026-11-20T00:00:00Z');
const day = 86_400_000;
const policy = { now, keep: 2, minimumAge: { milliseconds: 7 * day, text: '7d' } };
const nothing: References = { uses: [], ledgers: [] };

function image(ami: string, changes: Partial<PruneImage> = {}): PruneImage {
  return {
    ami,
    isOurs: true,
    key: 'ab'.repeat(32),
    created: new Date(now.getTime() - 30 * day),
    bakedAt: undefined,
    state: 'available',
    isPublic: false,
    isProtected: false,
    sharedWith: [],
    snapshotIds: [],
    ...changes,
  };
}

const becauseOf = (changes: Partial<PruneImage>, references = nothing) =>
  planPrune([image('ami-1', changes)], references, policy).kept[0]?.because;

describe('An old image', () => {
  test('goes where nothing needs it, whatever has become of it', () => {
    expect(becauseOf({})).toBeUndefined();
    expect(becauseOf({ state: 'failed' })).toBeUndefined();
  });

  test.each([
    ['younger than 7d', { created: new Date(now.getTime() - 7 * day + 1) }],
    ['nobody knows its age', { created: undefined }],
    ['still being made', { state: 'pending' }],
    ['public', { isPublic: true }],
    ['protected against deregistration', { isProtected: true }],
    ['shared with 123456789012, arn:o', { sharedWith: ['123456789012', 'arn:o'] }],
    ['without the tags of a bake', { isOurs: false }],
  ])('stays: %s', (reason, changes) => {
    expect(becauseOf(changes)).toEqual([reason]);
  });

  test('stays for all its reasons, each told once', () => {
    const use = { id: 'ami-1', by: 'i-1, running' };
    expect(becauseOf({ isPublic: true }, { uses: [use, use], ledgers: [] })).toEqual([
      'i-1, running',
      'public',
    ]);
  });

  test('stays as one of the last that were live, in whichever stack; one that came back counts once', () => {
    const ledgers = [
      { stack: 'dev', amis: ['ami-3', 'ami-2', 'ami-3', 'ami-1'] },
      { stack: 'prod', amis: ['ami-1'] },
    ];
    const plan = planPrune(
      ['ami-1', 'ami-2', 'ami-3', 'ami-4'].map((ami) => image(ami)),
      { uses: [], ledgers },
      policy,
    );
    expect(plan.removed.map(({ ami }) => ami)).toEqual(['ami-4']);
    expect(plan.kept.map(({ because }) => because)).toEqual([
      ['one of the last 2 live releases of prod'],
      ['one of the last 2 live releases of dev'],
      ['one of the last 2 live releases of dev'],
    ]);
  });
});

describe('Every plan', () => {
  const ami = fc.integer({ min: 0, max: 12 }).map((number) => `ami-${number}`);
  const images = fc.uniqueArray(
    fc.record({
      ami,
      isOurs: fc.boolean(),
      created: fc.option(
        fc.integer({ min: -1, max: 20 }).map((days) => new Date(now.getTime() - days * day)),
        { nil: undefined },
      ),
      state: fc.constantFrom('available', 'pending', 'failed'),
      isPublic: fc.boolean(),
      isProtected: fc.boolean(),
      sharedWith: fc.constantFrom<readonly string[]>([], ['1']),
    }),
    { selector: (each) => each.ami },
  );
  const uses = fc.array(fc.record({ id: ami, by: fc.constantFrom<string>('a', 'b') }));
  const ledgers = fc.array(
    fc.record({ stack: fc.constantFrom('dev', 'prod'), amis: fc.array(ami) }),
  );
  const policies = fc.record({
    keep: fc.integer({ min: 0, max: 4 }),
    minimumAge: fc
      .integer({ min: 0, max: 9 })
      .map((days) => ({ milliseconds: days * day, text: `${days}d` })),
  });
  const whole = fc.record({ images, uses, ledgers, policies });
  const planOf = ({ images: given, uses: used, ledgers: lived, policies: chosen }: Given) =>
    planPrune(
      given.map(({ ami: id, ...changes }) => image(id, changes)),
      { uses: used, ledgers: lived },
      { now, ...chosen },
    );
  type Given = typeof whole extends fc.Arbitrary<infer Value> ? Value : never;
  const removedBy = (given: Given) => planOf(given).removed.map((each) => each.ami);

  test('keeps each image with a reason, or removes it', () => {
    fc.assert(
      fc.property(whole, (given) => {
        const { removed, kept } = planOf(given);
        const all = [...removed, ...kept.map((each) => each.image)].map((each) => each.ami);
        expect(all.toSorted()).toEqual(given.images.map((each) => each.ami).toSorted());
        for (const { because } of kept) expect(because.length).toBeGreaterThan(0);
      }),
    );
  });

  test('removes nothing that anything refers to, nor any of the last live ones of any stack', () => {
    fc.assert(
      fc.property(whole, (given) => {
        const removed = new Set(removedBy(given));
        for (const { id } of given.uses) expect(removed).not.toContain(id);
        for (const { amis } of given.ledgers)
          for (const id of amis.slice(0, given.policies.keep)) expect(removed).not.toContain(id);
      }),
    );
  });

  test('removes nothing that is young, public, shared, protected, unfinished or not ours', () => {
    fc.assert(
      fc.property(whole, (given) => {
        for (const each of planOf(given).removed) {
          const age = now.getTime() - (each.created?.getTime() ?? now.getTime());
          expect(age).toBeGreaterThanOrEqual(given.policies.minimumAge.milliseconds);
          expect(each).toMatchObject({
            isOurs: true,
            isPublic: false,
            isProtected: false,
            sharedWith: [],
          });
          expect(each.state).not.toBe('pending');
        }
      }),
    );
  });

  test('removes no more where more refers to images, or more is to be kept', () => {
    fc.assert(
      fc.property(whole, uses, ledgers, fc.nat(3), (given, moreUses: Use[], moreLedgers, more) => {
        const before = new Set(removedBy(given));
        const after = removedBy({
          ...given,
          uses: [...given.uses, ...moreUses],
          ledgers: [...given.ledgers, ...moreLedgers],
          policies: { ...given.policies, keep: given.policies.keep + more },
        });
        for (const id of after) expect(before).toContain(id);
      }),
    );
  });
});
