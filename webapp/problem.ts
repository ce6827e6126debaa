// What the app answers when it cannot do what was asked.

/** A refusal that the client may read; anything else that is thrown is a defect, answered as 500. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param code one word for programs, such as `NotFound`
   * @param message one sentence for people: what was expected, what was got, what to do
   */
  constructor(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** A 400: `name: expected …, got …`, with what was got cut to a readable length. */
export function badInput(name: string, expected: string, got: unknown): Problem {
  const shown = got === undefined ? 'nothing' : (JSON.stringify(got) ?? String(got)).slice(0, 100);
  return new Problem(400, 'BadRequest', `${name}: expected ${expected}, got ${shown}`);
}

/** The body of every refusal. */
export function problemBody(code: string, message: string): string {
  return `${JSON.stringify({ error: { code, message } })}\n`;
}
