// What keeps DynamoDB's tables: a server that speaks its JSON protocol, reached by this process alone.

export type TableRequest = {
  /** Such as `PutItem`. */
  readonly operation: string;
  /** The body, as JSON. */
  readonly body: string | Uint8Array;
};

export type TableResponse = {
  readonly status: number;
  /** As JSON, errors too. */
  readonly body: string;
};

export interface TableDriver {
  /** Has an operation done. The caller has been checked by then. */
  send(request: TableRequest): Promise<TableResponse>;
  close(): Promise<void>;
}
