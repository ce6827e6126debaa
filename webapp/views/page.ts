// The page as HTML. Its colour comes from the release, so that a rollover shows in a browser.

import { hash } from 'node:crypto';
import { maxTextLength } from '../messages/store.ts';
import { factRows, type HomeFacts } from './homeFacts.ts';
import { Html, html } from './html.ts';

export type PageView = {
  readonly render: (facts: HomeFacts) => string;
  /** Allows the page its own style and its form, and nothing else. */
  readonly contentSecurityPolicy: string;
};

export function createPageView(releaseId: string): PageView {
  const style = styleSheet(hueOf(releaseId));
  return {
    contentSecurityPolicy: [
      "default-src 'none'",
      `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
      'img-src data:',
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    render: (facts) => page(facts, style).text,
  };
}

function page(facts: HomeFacts, style: string): Html {
  const { release, instance } = facts;
  // `style` must be on the page byte for byte as it was hashed.
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${release.id} on ${instance.instanceId}</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<main>
<h1>Release <code>${release.id}</code></h1>
<p>served by <code>${instance.instanceId}</code></p>
<dl>
${factRows(facts).map(([label, value]) => html`<div><dt>${label}</dt><dd><code>${value}</code></dd></div>\n`)}</dl>
<h2>Messages</h2>
${messageList(facts)}
</main>
</body>
</html>
`;
}

function messageList({ messages }: HomeFacts): Html {
  if ('unavailable' in messages) return html`<p class="notice">${messages.unavailable}.</p>`;
  const items = messages.items.map(
    ({ text, createdAt }) =>
      html`<li><time datetime="${createdAt}">${createdAt}</time><bdi>${text}</bdi></li>\n`,
  );
  return html`<form method="post" action="/api/messages">
<label for="text">New message</label>
<textarea id="text" name="text" rows="2" maxlength="${String(maxTextLength)}" required></textarea>
<button>Post</button>
</form>
${items.length === 0 ? html`<p class="notice">None yet.</p>` : html`<ol>\n${items}</ol>`}`;
}

/** A colour of its own for each release, in degrees. */
function hueOf(releaseId: string): number {
  return Number.parseInt(hash('sha256', releaseId, 'hex').slice(0, 8), 16) % 360;
}

function styleSheet(hue: number): string {
  return `
:root { color-scheme: light dark; --accent: hsl(${hue} 65% 40%); --line: hsl(${hue} 15% 50% / 30%); }
@media (prefers-color-scheme: dark) { :root { --accent: hsl(${hue} 65% 70%); } }
body { margin: 0; border-top: .5rem solid var(--accent); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { margin: 0; font-size: 1.8rem; color: var(--accent); }
h1 + p { margin: 0 0 1.5rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.2rem; }
code { font-family: ui-monospace, monospace; font-size: .95em; overflow-wrap: anywhere; }
dl { margin: 0; border-top: 1px solid var(--line); }
dl div { display: flex; gap: 1rem; padding: .35rem 0; border-bottom: 1px solid var(--line); }
dt { flex: 0 0 7rem; opacity: .75; }
dd { margin: 0; }
form { display: grid; gap: .4rem; justify-items: start; }
textarea { width: 100%; box-sizing: border-box; font: inherit; padding: .4rem; }
button { font: inherit; padding: .3rem 1rem; }
ol { list-style: none; margin: 1rem 0 0; padding: 0; }
li { padding: .5rem 0; border-bottom: 1px solid var(--line); }
time { display: block; font-size: .8rem; opacity: .75; }
bdi { white-space: pre-wrap; overflow-wrap: anywhere; }
.notice { border-left: .25rem solid var(--accent); padding-left: .75rem; }
`;
}
