// The environment of this process; the only file of this folder that touches process.env. Free of
// dependencies, because it is needed before any is installed.

/** @type {Readonly<Record<string, string | undefined>>} */
export const environment = process.env;
