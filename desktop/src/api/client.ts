/**
 * One request to the API: JSON, cookie session, CSRF token, language, a time limit, and typed failures.
 * What may be asked and what is answered says the API's document; no knowledge of single routes may live here.
 */
import type { Error as Refusal, Operations } from './document'

const TIME_LIMIT_MS = 10_000

/** The server answered with an error. `place` names the field or thing, `mend` what to do about it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly place: string | null = null,
    readonly mend: string | null = null,
    readonly body: Partial<Refusal> = {},
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

export type Operation = keyof Operations
type Answer<O extends Operation> = Operations[O]['answer']
/** What a request takes, as the document names it. */
type Wish<O extends Operation> = Omit<Operations[O], 'answer'>
/** Nothing is given with a request that needs nothing. */
type Given<O extends Operation> = Record<never, never> extends Wish<O> ? [wish?: Wish<O>] : [wish: Wish<O>]
type Texts = Record<string, string | number | boolean | null | undefined>
type Parts = { path?: Record<string, string>; query?: Texts; head?: Record<string, string>; body?: unknown }
/** Operations whose address a browser follows by itself: a link, an audio element, an upload. */
type Placed = { [O in Operation]: Operations[O] extends { path: unknown } ? O : never }[Operation]

export class Client {
  constructor(private readonly caller: Caller) {}

  ask<O extends Operation>(operation: O, ...[wish]: Given<O>): Promise<Answer<O>> {
    const parts: Parts = wish ?? {}
    const [method, address] = placed(operation, parts.path ?? {})
    return this.attempt<Answer<O>>(method, address + queryText(parts.query ?? {}), parts.body, parts.head ?? {})
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

/** Where an operation is, its path filled in. */
export function addressOf<O extends Placed>(operation: O, path: Operations[O]['path']): string {
  return placed(operation, path)[1]
}

function placed(operation: Operation, path: Record<string, string>): [string, string] {
  const [method = '', template = ''] = operation.split(' ')
  return [method, `/api/v1${template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))}`]
}

function queryText(query: Texts): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '')
  if (!pairs.length) return ''
  return `?${new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, String(value)]))}`
}

export function readError(status: number, text: string): ApiError {
  let body: Partial<Refusal> = {}
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read === 'object' && read !== null) body = read
  } catch {
    // A proxy's HTML page, for example: the status alone must do.
  }
  const error = (typeof body['error'] === 'object' && body['error'] !== null ? body['error'] : {}) as Record<string, unknown>
  const word = (name: string): string | null => (typeof error[name] === 'string' ? error[name] : null)
  return new ApiError(status, word('code') ?? `http-${status}`, word('message') ?? '', word('place'), word('mend'), body)
}
