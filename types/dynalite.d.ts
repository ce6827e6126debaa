declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB that speaks its wire protocol. */
  export default function dynalite(options?: {
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }): Server;
}
