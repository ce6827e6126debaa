// What the app's middleware and routes are given.

import type { DefaultContext, ParameterizedContext } from 'koa';
import type { Instance } from './instance.ts';
import type { Client } from './middleware/client.ts';
import type { Release } from './release.ts';

/** Who answers: every answer names both. */
export type Identity = { readonly release: Release; readonly instance: Instance };

export type AppContext = DefaultContext & { client: Client };
export type Context = ParameterizedContext<object, AppContext>;
export type Handler = (ctx: Context) => void | Promise<void>;
