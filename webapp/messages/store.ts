// The messages: what one is, and what a place that keeps them must do.

export type Message = {
  /** Sorts by time: `<createdAt>-<8 hex digits>`. */
  readonly id: string;
  readonly text: string;
  /** ISO 8601, in UTC. */
  readonly createdAt: string;
};

export type Page = {
  /** Newest first. */
  readonly items: readonly Message[];
  /** The id to ask for older ones with; null when there are none. */
  readonly before: string | null;
};

export type MessageStore = {
  /** Throws {@link MessagesUnavailable}. */
  readonly list: (query: { limit: number; before?: string }) => Promise<Page>;
  /** Throws {@link MessagesUnavailable}. */
  readonly add: (text: string) => Promise<Message>;
};

/** The store cannot be reached or used now; the message may be shown to anybody. */
export class MessagesUnavailable extends Error {}

/** In characters as people count them, roughly: code points. */
export const maxTextLength = 500;

/**
 * The text of a message as it is kept: without space around it.
 *
 * @returns undefined for one that is empty or too long, or holds control characters, which would
 *   act on the terminal of somebody who reads the page with curl
 */
export function parseText(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.isWellFormed()) return undefined;
  const text = value.replaceAll('\r\n', '\n').trim();
  const isFit = text !== '' && [...text].length <= maxTextLength && !/(?!\n)\p{Cc}/u.test(text);
  return isFit ? text : undefined;
}

export const expectedText = `1 to ${maxTextLength} characters, no control characters but newlines`;

/** Whether a text has the form of a message's id. */
export function isMessageId(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z-[0-9a-f]{8}$/.test(text);
}
