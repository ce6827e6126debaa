// npm run releases -- --stack <stack> [--json]: what was live, newest first, and what to type to go back.

import { parseArgs } from 'node:util';
import { openAccount } from './lib/account.ts';
import { findExistingImages } from './lib/bake/existingImages.ts';
import { patience } from './lib/patience.ts';
import { findRelease, nameOfRelease, readLedger } from './lib/releaseRecords.ts';
import { createRolloutClients } from './lib/rollout/rolloutClients.ts';
import { requireStackOption, typedOptions } from './lib/stackOptions.ts';
import { readStackSettings } from './lib/stackSettings.ts';
import { type ReleaseRow, releaseRows } from './lib/status/releaseRows.ts';
import { releasesText } from './lib/status/releasesText.ts';
import { script } from './lib/step.ts';

const usage = `Usage: npm run releases -- --stack <stack> [options]

  --json                   all of them as one JSON line
  --config-file <file>     other settings than Pulumi.<stack>.yaml
`;

const options = {
  stack: { type: 'string' },
  'config-file': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** Tried for so long, where AWS throttles. */
const patienceMilliseconds = 30_000;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options });
  const given = requireStackOption(values, usage);
  const settings = await readStackSettings(given.stack, given.configFile);
  const { access } = await openAccount(settings);
  const over = AbortSignal.timeout(patienceMilliseconds);
  const { ssm, ec2 } = createRolloutClients(
    access,
    patience(() => over.aborted),
  );
  const records = { ssm, stack: given.stack };
  const [ledger, wanted] = await Promise.all([readLedger(records), findRelease(records)]);
  const images = await findExistingImages(
    ec2,
    ledger.map(({ ami }) => ami),
  );
  const rows = releaseRows({ ledger, wanted, images });
  const name = wanted && nameOfRelease(wanted);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ stack: given.stack, wanted: name, releases: rows.map(factsOf) })}\n`
      : releasesText(rows, name, typedOptions(given)),
  );
}

function factsOf({ release, record, isLive, isWanted, hasImage }: ReleaseRow) {
  return { release, ...record, isLive, isWanted, hasImage };
}

await script(main, usage);
