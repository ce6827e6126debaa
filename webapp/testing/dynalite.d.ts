declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB that speaks its wire protocol. */
  export default function dynalite(options?: { createTableMs?: number }): Server;
}
