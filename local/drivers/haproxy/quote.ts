// Words of HAProxy's configuration.

const escapes: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
  $: '\\$',
};

/** Any text as one word. */
export function quote(text: string): string {
  const isPlain = /^[\x20-\x26\x28-\x7e]*$/.test(text);
  return isPlain ? `'${text}'` : `"${text.replace(/[\n\r\t"\\$]/g, (one) => escapes[one] ?? '')}"`;
}

/** Text as part of a format string, where % begins a variable. */
export function literal(text: string): string {
  return text.replaceAll('%', '%%');
}
