// GET and POST /api/messages. Programs post JSON; the form of the page posts a form, and its browser
// is sent back to the page.

import type { Context, Handler } from '../context.ts';
import { sendJson } from '../json.ts';
import {
  expectedText,
  isMessageId,
  type MessageStore,
  MessagesUnavailable,
  parseText,
} from '../messages/store.ts';
import { readBody } from '../middleware/body.ts';
import { badInput, Problem } from '../problem.ts';

const maxLimit = 100;

/** Why there are no messages, where the app was given no table. */
export const noTable = 'This app has no table for messages: MESSAGES_TABLE is not set';

/** `?limit=` 1–100, default 20; `?before=` an id, for the messages that are older. */
export function listMessages(store: MessageStore | undefined): Handler {
  return async (ctx) => {
    const { limit: limitText = '20', before } = ctx.query;
    const limit = parseLimit(limitText);
    const query = before === undefined ? { limit } : { limit, before: parseId(before) };
    const page = await use(store, (messages) => messages.list(query));
    const next = page.before && `/api/messages?limit=${limit}&before=${page.before}`;
    sendJson(ctx, { items: page.items, next });
  };
}

/** 201 with the message; 303 to the page for a form. */
export function postMessage(store: MessageStore | undefined): Handler {
  return async (ctx) => {
    const type = ctx.is('json', 'urlencoded');
    const posted =
      type === 'urlencoded' ? await readForm(ctx) : await readJson(ctx, type === 'json');
    const text = parseText(posted);
    if (text === undefined) throw badInput('text', expectedText, posted);
    const message = await use(store, (messages) => messages.add(text));
    if (type === 'urlencoded') {
      ctx.status = 303;
      ctx.redirect('/');
    } else {
      ctx.status = 201;
      sendJson(ctx, message);
    }
  };
}

async function readForm(ctx: Context): Promise<unknown> {
  return new URLSearchParams(await readBody(ctx)).get('text') ?? undefined;
}

async function readJson(ctx: Context, isJson: boolean): Promise<unknown> {
  const body = await readBody(ctx);
  if (body === '') throw badInput('body', 'JSON such as {"text":"hello"}', undefined);
  if (!isJson) {
    const got = JSON.stringify(ctx.get('Content-Type').slice(0, 100));
    const expected = 'application/json or application/x-www-form-urlencoded';
    throw new Problem(
      415,
      'UnsupportedMediaType',
      `Content-Type: expected ${expected}, got ${got}`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw badInput('body', 'JSON such as {"text":"hello"}', body);
  }
  if (typeof value !== 'object' || value === null || !('text' in value)) {
    throw badInput('body', 'an object such as {"text":"hello"}', value);
  }
  return value.text;
}

function parseLimit(text: string | string[]): number {
  const limit = typeof text === 'string' && /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > maxLimit)
    throw badInput('limit', `an integer from 1 to ${maxLimit}`, text);
  return limit;
}

function parseId(text: string | string[]): string {
  if (typeof text !== 'string' || !isMessageId(text)) {
    throw badInput('before', 'the id of a message, as in `next`', text);
  }
  return text;
}

/** Uses the store, where there is one that answers; else 503. */
async function use<T>(
  store: MessageStore | undefined,
  what: (store: MessageStore) => Promise<T>,
): Promise<T> {
  if (!store) throw new Problem(503, 'NoTable', noTable);
  try {
    return await what(store);
  } catch (error) {
    if (!(error instanceof MessagesUnavailable)) throw error;
    throw new Problem(503, 'MessagesUnavailable', error.message);
  }
}
