// The local region's own paths, besides AWS's protocols.

import { keyHeader } from '../../../local/ownPaths.ts';
import type { Endpoint } from '../../../local/settings.ts';

/**
 * @param body sent as JSON, by POST; without it, it is a GET
 * @returns the answer, which is of the type that its path has
 * @throws with what the region says is wrong
 */
export async function askRegion<Answer extends object>(
  { endpoint, secretAccessKey }: Endpoint,
  path: string,
  body?: object,
): Promise<Answer> {
  const response = await fetch(`${endpoint}${path}`, {
    headers: { [keyHeader]: secretAccessKey },
    signal: AbortSignal.timeout(10_000),
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Answer | { readonly error: string };
  if ('error' in answer) throw new Error(`The region refused it:\n${answer.error}`);
  return answer;
}
