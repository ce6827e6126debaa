// Answers as JSON, typed by what the test expects of them.

export async function jsonOf<T = Record<string, unknown>>(response: Response): Promise<T> {
  return (await response.json()) as T; // the test's assertions are what checks it
}

/** The sentence of a refusal. */
export async function messageOf(response: Response): Promise<string> {
  return (await jsonOf<{ error: { message: string } }>(response)).error.message;
}
