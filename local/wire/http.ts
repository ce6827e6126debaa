// A request and an answer, without their connection.

export type WireRequest = {
  readonly method: string;
  /** Path and query, such as `/?Action=DescribeVpcs`. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

export type WireResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};
