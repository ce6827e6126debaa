// The journal, read by systemd's own program: the only file that starts processes.
// https://www.freedesktop.org/software/systemd/man/latest/systemd.journal-fields.html

import { spawn } from 'node:child_process';

export type Entry = {
  /** Names the entry; reading goes on after it. */
  readonly cursor: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly unit: string | undefined;
  /** The program's name for itself, such as `kernel`. */
  readonly identifier: string | undefined;
  readonly message: string;
};

export type JournalPosition = {
  /** Undefined: from the beginning of this boot. */
  readonly after: string | undefined;
  /** Whether to wait for what is yet to come, until `signal` says to end. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
};

/** A longer one is left out, so that memory stays bounded: an entry may have 768 MiB. */
const maxLineBytes = 4 * 1024 * 1024;

const fields = ['MESSAGE', '_SYSTEMD_UNIT', 'SYSLOG_IDENTIFIER'];

/**
 * Reads no faster than it is asked to: what waits stays in the journal.
 *
 * @throws Error when journalctl fails by itself
 */
export async function* readJournal({
  after,
  follow,
  signal,
}: JournalPosition): AsyncGenerator<Entry> {
  const child = spawn(
    'journalctl',
    [
      ...['--output=json', '--all', `--output-fields=${fields.join(',')}`, '--quiet'],
      ...(follow ? ['--follow', '--no-tail'] : []),
      after === undefined ? '--boot' : `--after-cursor=${after}`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // It may come while nobody waits.
  ended.catch(() => {});
  const kill = () => child.kill('SIGTERM');
  signal.addEventListener('abort', kill);
  if (signal.aborted) kill();
  try {
    for await (const line of linesOf(child.stdout)) {
      const entry = parseEntry(line);
      if (entry) yield entry;
    }
    const code = await ended;
    if (!signal.aborted && code !== 0) throw new Error(`journalctl exited with ${code}`);
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
  }
}

/** Undefined for an entry without a message. */
export function parseEntry(line: string): Entry | undefined {
  // The form is systemd's; a cursor and a time stand in every entry.
  const record = JSON.parse(line) as Record<string, unknown>;
  const message = textOf(record.MESSAGE);
  const cursor = textOf(record.__CURSOR);
  if (!message || !cursor) return undefined;
  return {
    cursor,
    timestamp: Math.floor(Number(record.__REALTIME_TIMESTAMP) / 1000),
    unit: textOf(record._SYSTEMD_UNIT),
    identifier: textOf(record.SYSLOG_IDENTIFIER),
    message,
  };
}

/** A field is text, or the bytes of what is none, or a list of either when the entry has it repeatedly. */
function textOf(field: unknown): string | undefined {
  if (typeof field === 'string') return field;
  if (!Array.isArray(field)) return undefined;
  return typeof field[0] === 'number' ? Buffer.from(field).toString() : textOf(field[0]);
}

async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, end));
      if (length <= maxLineBytes) yield Buffer.concat(parts).toString();
      [parts, length, from] = [[], 0, end + 1];
    }
    length += chunk.length - from;
    if (length <= maxLineBytes) parts.push(chunk.subarray(from));
    else parts = [];
  }
}
