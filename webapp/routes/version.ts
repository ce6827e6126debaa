// GET /version: the release, as JSON.

import type { Handler } from '../context.ts';
import { sendJson } from '../json.ts';
import type { Release } from '../release.ts';

export function version(release: Release): Handler {
  return (ctx) => sendJson(ctx, release);
}
