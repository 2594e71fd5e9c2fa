/** The API's routes as functions, one line each. No state may live here. */
import type { Client } from './client'
import type { Attachment, Clock, Link, Person, Standing, Step } from './life'
import type { DestructionList, OldRecordings } from './retention'
import type {
  Board, Call, CallDetail, KnowledgeEntry, Page, Peaks, PhoneAccount, Pop, Recording, Seat, Session, Site, Ticket, TicketLine,
} from './types'

export interface MoveWish {
  version: number
  move: string
  as: string
  note: Record<string, string>
}

/** What a seat calls about: a ticket's person, or back who called. */
export interface CallAbout {
  kind: 'ticket' | 'call'
  id: string
}

export interface CallWish {
  number?: string
  despite?: string
}

type Filters = Record<string, string | null | undefined>

const id = encodeURIComponent

export function routes(client: Client) {
  return {
    session: () => client.get<Session>('/session'),
    signIn: (username: string, password: string) => client.send<Session>('POST', '/session', { username, password }),
    signOut: () => client.send<unknown>('DELETE', '/session'),
    changePassword: (old: string, fresh: string) => client.send<unknown>('PUT', '/session/password', { old, new: fresh }),
    site: () => client.get<Site>('/site'),
    phone: (takeOver: boolean) => client.get<PhoneAccount>('/phone', takeOver ? { take_over: true } : {}),
    seat: () => client.get<Seat>('/seat'),
    setSeat: (state: 'ready' | 'paused' | 'offline', reason: string | null) =>
      client.send<Seat>('PUT', '/seat/state', reason ? { state, reason } : { state }),
    calls: (filters: Filters) => client.get<Page<Call>>('/calls', filters),
    call: (call: string) => client.get<CallDetail>(`/calls/${id(call)}`),
    pop: (call: string) => client.get<Pop>(`/calls/${id(call)}/pop`),
    handOn: (call: string, office: string) => client.send<unknown>('POST', `/calls/${id(call)}/transfer`, { office }),
    callOut: (about: CallAbout, wish: CallWish, key: string) =>
      client.send<Call>('POST', `/${about.kind}s/${id(about.id)}/calls`, wish, { 'Idempotency-Key': key }),
    callsOf: (ticket: string) => client.get<Page<Call>>(`/tickets/${id(ticket)}/calls`),
    knowledge: (q: string) => client.get<Page<KnowledgeEntry>>('/knowledge', { q }),
    tickets: (filters: Filters) => client.get<Page<TicketLine>>('/tickets', filters),
    ticket: (number: string) => client.get<Ticket>(`/tickets/${id(number)}`),
    newTicket: (channel: string, key: string) => client.send<Ticket>('POST', '/tickets', { channel }, { 'Idempotency-Key': key }),
    changeTicket: (number: string, version: number, changed: Record<string, string>) =>
      client.send<Ticket>('PATCH', `/tickets/${id(number)}`, { version, ...changed }),
    saveTicket: (number: string, version: number, answered: boolean) =>
      client.send<Ticket>('POST', `/tickets/${id(number)}/save`, answered ? { version, answered } : { version }),
    lookAtTicket: (number: string, reason: string) => client.send<Ticket>('POST', `/tickets/${id(number)}/look`, { reason }),
    lookAtCall: (call: string, reason: string) => client.send<CallDetail>('POST', `/calls/${id(call)}/look`, { reason }),
    standing: (number: string, as: string | null) => client.get<Standing>(`/tickets/${id(number)}/moves`, { acting_as: as }),
    move: (number: string, wish: MoveWish, key: string) => client.send<Ticket>('POST', `/tickets/${id(number)}/moves`, wish, { 'Idempotency-Key': key }),
    clocks: (number: string) => client.get<Page<Clock>>(`/tickets/${id(number)}/clocks`),
    steps: (number: string) => client.get<Page<Step>>(`/tickets/${id(number)}/timeline`),
    links: (number: string) => client.get<Page<Link>>(`/tickets/${id(number)}/links`),
    split: (number: string, version: number) => client.send<Ticket>('POST', `/tickets/${id(number)}/split`, { version }),
    attachments: (number: string) => client.get<Page<Attachment>>(`/tickets/${id(number)}/attachments`),
    person: (person: string) => client.get<Person>(`/persons/${id(person)}`),
    mergePerson: (person: string, version: number, into: string) => client.send<Person>('POST', `/persons/${id(person)}/merge`, { version, into }),
    recordings: (filters: Filters) => client.get<Page<Recording>>('/recordings', filters),
    peaks: (recording: string | number) => client.get<Peaks>(`/recordings/${id(String(recording))}/peaks`),
    expired: () => client.get<OldRecordings>('/recordings/expired'),
    hold: (recording: string, reason: string) => client.send<unknown>('POST', `/recordings/${id(recording)}/hold`, { reason }),
    release: (recording: string, reason: string) => client.send<unknown>('POST', `/recordings/${id(recording)}/release`, { reason }),
    destructions: () => client.get<{ items: DestructionList[] }>('/destructions'),
    proposeDestruction: () => client.send<DestructionList>('POST', '/destructions'),
    approveDestruction: (list: string, hash: string) => client.send<DestructionList>('POST', `/destructions/${id(list)}/approve`, { hash }),
    carryOutDestruction: (list: string) => client.send<DestructionList>('POST', `/destructions/${id(list)}/carry-out`),
    board: () => client.get<Board>('/board'),
  }
}

export type Routes = ReturnType<typeof routes>

export const attachmentAddress = (attachment: string): string => `/api/v1/attachments/${id(attachment)}`

export const audioAddress = (recording: string | number): string => `/api/v1/recordings/${id(String(recording))}/audio`
