// Which of an instance's log lines say why it failed: the app's own complaints, each once, and systemd's about
// what ended; not the shutdown that came of it.

type Entry = {
  readonly level?: unknown;
  readonly msg?: unknown;
  readonly err?: { readonly message?: unknown };
  readonly unit?: unknown;
  readonly message?: unknown;
};

/** Such as "webapp.service: Main process exited, code=exited, status=1/FAILURE". */
const complaint = /fail|error|fatal|panic|killed|exit|out of memory|dumped core/i;

/**
 * @param lines as they were shipped, oldest first
 * @returns at most `count` of them, the newest; the last lines of all where none complains
 */
export function tellingLines(lines: readonly string[], count: number): readonly string[] {
  const told = new Map<string, string>();
  for (const line of lines) {
    const what = complaintOf(line);
    if (what === undefined) continue;
    // Where it comes again, the last one stands for all, in its place.
    told.delete(what);
    told.set(what, line);
  }
  return (told.size > 0 ? [...told.values()] : lines).slice(-count);
}

/** What a line complains of: the same for lines that differ in their time alone. */
function complaintOf(line: string): string | undefined {
  const entry = parse(line);
  if (entry === undefined) return complaint.test(line) ? line : undefined;
  const { level, msg, err, unit, message } = entry;
  if (level === 'warn' || level === 'error' || level === 'fatal') {
    return `${level} ${msg} ${err?.message}`;
  }
  return unit !== undefined && complaint.test(String(message)) ? `${unit} ${message}` : undefined;
}

function parse(line: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
