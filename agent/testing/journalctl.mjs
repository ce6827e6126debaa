// Stands in for journalctl in tests: the journal is the file that JOURNAL names, with an entry per line.

import { readFileSync } from 'node:fs';

const isFollowing = process.argv.includes('--follow');
let after = process.argv.find((argument) => argument.startsWith('--after-cursor='))?.slice(15);
let given = 0;

function give() {
  const lines = readFileSync(process.env.JOURNAL ?? '', 'utf8').split('\n');
  // The last one is empty, or not yet whole.
  for (const line of lines.slice(given, -1)) {
    given++;
    if (after === undefined) process.stdout.write(`${line}\n`);
    else if (JSON.parse(line).__CURSOR === after) after = undefined;
  }
}

give();
if (isFollowing) setInterval(give, 10);
