// The ledger as rows: what was live, newest first, and what of it can come back.

import {
  isSameRelease,
  type LiveRecord,
  nameOfRelease,
  type ReleaseRecord,
} from '../releaseRecords.ts';

export type ReleaseRow = {
  /** What people call it. */
  readonly release: string;
  readonly record: LiveRecord;
  readonly isLive: boolean;
  /** True for the newest row of that release alone. */
  readonly isWanted: boolean;
  /** Undefined: not known. Without its image there is no way back to it. */
  readonly hasImage: boolean | undefined;
};

export type Ledger = {
  /** Newest first. */
  readonly ledger: readonly LiveRecord[];
  readonly wanted: ReleaseRecord | undefined;
  /** Those that exist, of the ledger's; undefined where they could not be read. */
  readonly images: ReadonlySet<string> | undefined;
};

/** One that was recorded several times in a row is one, live since the first of them. */
export function releaseRows({ ledger, wanted, images }: Ledger): readonly ReleaseRow[] {
  const rows: ReleaseRow[] = [];
  const isWanted = (record: LiveRecord) =>
    isSameRelease(record, wanted) && !rows.some((row) => row.isWanted);
  for (const record of ledger) {
    const last = rows.at(-1);
    const isSame = last !== undefined && isSameRelease(last.record, record);
    const isLive = isSame ? last.isLive : rows.length === 0;
    const row = {
      release: nameOfRelease(record),
      record,
      isLive,
      isWanted: isSame ? last.isWanted : isWanted(record),
      hasImage: images?.has(record.ami),
    };
    if (isSame) rows.splice(-1, 1, row);
    else rows.push(row);
  }
  return rows;
}

/** The newest that `rollback` without `--to` would go to: the one before what is live, if its image is there. */
export function wayBack(rows: readonly ReleaseRow[]): ReleaseRow | undefined {
  const [live] = rows;
  return rows.find((row) => row.hasImage === true && !isSameRelease(row.record, live?.record));
}
