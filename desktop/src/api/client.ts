/**
 * One request to the API: JSON, cookie session, CSRF token, language, a time limit, and typed failures.
 * No knowledge of single routes may live here.
 */

const TIME_LIMIT_MS = 10_000

/** The server answered with an error. `place` names the field or thing, `mend` what to do about it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly place: string | null = null,
    readonly mend: string | null = null,
    readonly body: Record<string, unknown> = {},
  ) {
    super(message)
  }
}

/** No answer came: no network, server away, or the time limit passed. */
export class Unreachable extends Error {}

export interface Caller {
  language: () => string
  csrf: () => string | null
  /** Called for every 401 that is not the sign-in's own. */
  onSignedOut: () => void
}

type Query = Record<string, string | number | boolean | null | undefined>

export class Client {
  constructor(private readonly caller: Caller) {}

  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.send<T>('GET', path + queryText(query))
  }

  send<T>(method: string, path: string, body?: unknown, more: Record<string, string> = {}): Promise<T> {
    return this.attempt<T>(method, `/api/v1${path}`, body, more)
  }

  private async attempt<T>(method: string, url: string, body: unknown, more: Record<string, string>): Promise<T> {
    const headers: Record<string, string> = { ...more, Accept: 'application/json', 'Accept-Language': this.caller.language() }
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    const csrf = this.caller.csrf()
    if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf
    let answer: Response
    let text: string
    try {
      answer = await fetch(url, {
        method,
        headers,
        credentials: 'same-origin',
        signal: AbortSignal.timeout(TIME_LIMIT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      text = await answer.text()
    } catch (cause) {
      throw new Unreachable('no answer from the server', { cause })
    }
    if (answer.ok) return (text ? JSON.parse(text) : undefined) as T
    const error = readError(answer.status, text)
    if (error.status === 401 && error.code !== 'bad-credentials') this.caller.onSignedOut()
    throw error
  }
}

function queryText(query: Query): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '')
  if (!pairs.length) return ''
  return `?${new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, String(value)]))}`
}

export function readError(status: number, text: string): ApiError {
  let body: Record<string, unknown> = {}
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read === 'object' && read !== null) body = read as Record<string, unknown>
  } catch {
    // A proxy's HTML page, for example: the status alone must do.
  }
  const error = (typeof body['error'] === 'object' && body['error'] !== null ? body['error'] : {}) as Record<string, unknown>
  const word = (name: string): string | null => (typeof error[name] === 'string' ? error[name] : null)
  return new ApiError(status, word('code') ?? `http-${status}`, word('message') ?? '', word('place'), word('mend'), body)
}
