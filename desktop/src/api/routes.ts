/** The API's routes as functions, one line each; the document says what each takes and answers. No state may live here. */
import { addressOf, type Client } from './client'
import type { CallOut, MoveMade, Operations } from './document'

/** What a seat calls about: a ticket's person, or back who called. */
export interface CallAbout {
  kind: 'ticket' | 'call'
  id: string
}

type Query<O extends keyof Operations> = Operations[O] extends { query?: infer Q } ? Q : never

export function routes(client: Client) {
  return {
    session: () => client.ask('GET /session'),
    signIn: (username: string, password: string) => client.ask('POST /session', { body: { username, password } }),
    signOut: () => client.ask('DELETE /session'),
    changePassword: (old: string, fresh: string) => client.ask('PUT /session/password', { body: { old, new: fresh } }),
    site: () => client.ask('GET /site'),
    phone: (takeOver: boolean) => client.ask('GET /phone', takeOver ? { query: { take_over: true } } : {}),
    seat: () => client.ask('GET /seat'),
    setSeat: (state: 'ready' | 'paused' | 'offline', reason: string | null) =>
      client.ask('PUT /seat/state', { body: reason ? { state, reason } : { state } }),
    calls: (query: Query<'GET /calls'>) => client.ask('GET /calls', { query }),
    call: (id: string) => client.ask('GET /calls/{id}', { path: { id } }),
    pop: (id: string) => client.ask('GET /calls/{id}/pop', { path: { id } }),
    voiceGone: (id: string) => client.ask('POST /calls/{id}/voice-gone', { path: { id } }),
    handOn: (id: string, office: string) => client.ask('POST /calls/{id}/transfer', { path: { id }, body: { office } }),
    callOut: (about: CallAbout, body: CallOut, key: string) => {
      const head = { 'Idempotency-Key': key }
      return about.kind === 'ticket'
        ? client.ask('POST /tickets/{number}/calls', { path: { number: about.id }, head, body })
        : client.ask('POST /calls/{id}/calls', { path: { id: about.id }, head, body })
    },
    callsOf: (number: string) => client.ask('GET /tickets/{number}/calls', { path: { number } }),
    knowledge: (q: string) => client.ask('GET /knowledge', { query: { q } }),
    tickets: (query: Query<'GET /tickets'>) => client.ask('GET /tickets', { query }),
    ticket: (number: string) => client.ask('GET /tickets/{number}', { path: { number } }),
    newTicket: (channel: string, key: string) => client.ask('POST /tickets', { head: { 'Idempotency-Key': key }, body: { channel } }),
    changeTicket: (number: string, version: number, changed: Record<string, string>) =>
      client.ask('PATCH /tickets/{number}', { path: { number }, body: { version, ...changed } }),
    saveTicket: (number: string, version: number, answered: boolean) =>
      client.ask('POST /tickets/{number}/save', { path: { number }, body: answered ? { version, answered } : { version } }),
    lookAtTicket: (number: string, reason: string) => client.ask('POST /tickets/{number}/look', { path: { number }, body: { reason } }),
    lookAtCall: (id: string, reason: string) => client.ask('POST /calls/{id}/look', { path: { id }, body: { reason } }),
    standing: (number: string, actingAs: string | null) => client.ask('GET /tickets/{number}/moves', { path: { number }, query: { acting_as: actingAs } }),
    move: (number: string, body: MoveMade, key: string) => client.ask('POST /tickets/{number}/moves', { path: { number }, head: { 'Idempotency-Key': key }, body }),
    clocks: (number: string) => client.ask('GET /tickets/{number}/clocks', { path: { number } }),
    steps: (number: string) => client.ask('GET /tickets/{number}/timeline', { path: { number } }),
    links: (number: string) => client.ask('GET /tickets/{number}/links', { path: { number } }),
    split: (number: string, version: number) => client.ask('POST /tickets/{number}/split', { path: { number }, body: { version } }),
    attachments: (number: string) => client.ask('GET /tickets/{number}/attachments', { path: { number } }),
    person: (id: string) => client.ask('GET /persons/{id}', { path: { id } }),
    mergePerson: (id: string, version: number, into: string) => client.ask('POST /persons/{id}/merge', { path: { id }, body: { version, into } }),
    recordings: (query: Query<'GET /recordings'>) => client.ask('GET /recordings', { query }),
    peaks: (id: string) => client.ask('GET /recordings/{id}/peaks', { path: { id } }),
    expired: () => client.ask('GET /recordings/expired'),
    hold: (id: string, reason: string) => client.ask('POST /recordings/{id}/hold', { path: { id }, body: { reason } }),
    release: (id: string, reason: string) => client.ask('POST /recordings/{id}/release', { path: { id }, body: { reason } }),
    destructions: () => client.ask('GET /destructions'),
    proposeDestruction: () => client.ask('POST /destructions'),
    approveDestruction: (id: string, hash: string) => client.ask('POST /destructions/{id}/approve', { path: { id }, body: { hash } }),
    carryOutDestruction: (id: string) => client.ask('POST /destructions/{id}/carry-out', { path: { id } }),
    board: () => client.ask('GET /board'),
  }
}

export type Routes = ReturnType<typeof routes>

export const attachmentAddress = (id: string): string => addressOf('GET /attachments/{id}', { id })

export const audioAddress = (id: string): string => addressOf('GET /recordings/{id}/audio', { id })
