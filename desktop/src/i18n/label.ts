/** The word for a code of the API, or the code itself when a newer server sends one that we do not know yet. */

export function labelOr(t: (key: string) => string, te: (key: string) => boolean, group: string, code: string): string {
  const key = `${group}.${code}`
  return te(key) ? t(key) : code
}
