// GET /api: an object of pseudo-random letters, {"0":"e","1":"d",…}.

import type { Context } from '../context.ts';
import { sendJson } from '../json.ts';
import { badInput } from '../problem.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz';
const maxCount = 1000;
/** Without `?count=`, the size is random from 1 to this. */
const maxRandomCount = 100;

export function letters(ctx: Context): void {
  const { count } = ctx.query;
  const size = count === undefined ? randomInteger(maxRandomCount) + 1 : parseCount(count);
  sendJson(ctx, Object.fromEntries(Array.from({ length: size }, (_, i) => [i, randomLetter()])));
}

function parseCount(count: string | string[]): number {
  const value = typeof count === 'string' && /^\d{1,4}$/.test(count) ? Number(count) : 0;
  if (value < 1 || value > maxCount) {
    throw badInput('count', `an integer from 1 to ${maxCount}`, count);
  }
  return value;
}

function randomLetter(): string {
  return alphabet.charAt(randomInteger(alphabet.length));
}

function randomInteger(below: number): number {
  return Math.floor(Math.random() * below);
}
