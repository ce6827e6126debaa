// GET /: who serves this, which release it is, and the newest messages. As a page for browsers, as
// lines for curl, as JSON for programs.

import type { Handler, Identity } from '../context.ts';
import { sendJson } from '../json.ts';
import { type MessageStore, MessagesUnavailable } from '../messages/store.ts';
import type { HomeFacts, HomeMessages } from '../views/homeFacts.ts';
import type { PageView } from '../views/page.ts';
import { textView } from '../views/text.ts';
import { noTable } from './messages.ts';

const newest = 10;

type Options = Identity & { readonly messages: MessageStore | undefined };

/** The page does not fail with the database: it says why there are no messages. */
export function home({ release, instance, messages }: Options): Handler {
  let page: PageView | undefined;
  return async (ctx) => {
    const facts: HomeFacts = { release, instance, messages: await readNewest(messages) };
    ctx.vary('Accept');
    // curl accepts anything and gets the first; browsers name text/html.
    switch (ctx.accepts('text', 'html', 'json')) {
      case 'json':
        return sendJson(ctx, facts);
      case 'html':
        // Late, since it hashes: no other route needs crypto.
        page ??= (await import('../views/page.ts')).createPageView(release.id);
        ctx.set('Content-Type', 'text/html; charset=utf-8');
        ctx.set('Content-Security-Policy', page.contentSecurityPolicy);
        ctx.body = page.render(facts);
        return;
      default:
        ctx.set('Content-Type', 'text/plain; charset=utf-8');
        ctx.body = textView(facts);
    }
  };
}

async function readNewest(store: MessageStore | undefined): Promise<HomeMessages> {
  if (!store) return { unavailable: noTable };
  try {
    return { items: (await store.list({ limit: newest })).items };
  } catch (error) {
    if (!(error instanceof MessagesUnavailable)) throw error;
    return { unavailable: error.message };
  }
}
