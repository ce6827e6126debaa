// What is said of a setting.

import type { Form } from './forms.ts';

export type Setting<T> = {
  readonly form: Form<T>;
  readonly default: NoInfer<T>;
  readonly unit?: string;
  /** In Markdown, for docs/settings.md. */
  readonly description: string;
  /** Per month of 730 hours, in us-east-1; infra/costs.ts adds it up. */
  readonly monthlyCost?: string;
};

export const setting = <T>(definition: Setting<T>) => definition;

/** A setting that may be absent. */
export const optional = <T>(definition: Omit<Setting<T>, 'default'>): Setting<T | undefined> => ({
  ...definition,
  default: undefined,
});
