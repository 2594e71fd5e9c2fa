/** Writing a ticket: nothing typed is lost, and two people's words are brought together. */
import { expect, it } from 'vitest'
import { ApiError, Unreachable } from '../src/api/client'
import type { Ticket } from '../src/api/document'
import { TicketEditor } from '../src/drafts/editor'
import { fieldsOf, mayWrite } from '../src/drafts/fields'
import { merge } from '../src/drafts/merge'
import { UnsentStore } from '../src/drafts/unsent'

const field = (id: string, required = false) => ({ id, label: { zh: id }, kind: 'text' as const, required })

function ticket(values: Record<string, string> = {}, version = 1): Ticket {
  const { 'caller.name': name, ...rest } = values
  return {
    number: 'T1', version, state: 'draft', channel: 'phone', call_id: '1.1', office: 'hefei', title: '', situation: '', appeal: '', answer: '', nature: null, field: null, extra: {}, not_given: {}, person: null, masked: [], opened: null,
    caller: { name: name ?? '' }, created_at: '', updated_at: '',
    created_by: 'zhang', created_by_name: '张敏', recordings: [], messages: [], fields: [field('title', true), field('situation'), field('caller.name')], ...rest,
  }
}

class Memory implements Storage {
  private readonly items = new Map<string, string>()
  get length(): number { return this.items.size }
  clear(): void { this.items.clear() }
  getItem(key: string): string | null { return this.items.get(key) ?? null }
  key(index: number): string | null { return [...this.items.keys()][index] ?? null }
  removeItem(key: string): void { this.items.delete(key) }
  setItem(key: string, value: string): void { this.items.set(key, value) }
}

/** A server of one ticket. */
class Server {
  ticket = ticket()
  away = false
  asked: Record<string, string>[] = []

  async changeTicket(_: string, version: number, changes: Record<string, string>): Promise<Ticket> {
    if (this.away) throw new Unreachable('away')
    this.check(version)
    this.asked.push(changes)
    this.write(changes)
    return this.ticket
  }

  async saveTicket(_: string, version: number, answered: boolean): Promise<Ticket> {
    if (this.away) throw new Unreachable('away')
    this.check(version)
    this.ticket = { ...this.ticket, version: version + 1, state: answered ? 'concluded' : 'open' }
    return this.ticket
  }

  write(changes: Record<string, string>): void {
    const { 'caller.name': name, ...others } = changes
    const reasons = Object.entries(others).filter(([path]) => path.startsWith('not_given.')).map(([path, reason]) => [path.slice('not_given.'.length), reason])
    const rest = Object.fromEntries(Object.entries(others).filter(([path]) => !path.startsWith('not_given.')))
    this.ticket = { ...this.ticket, ...rest, not_given: { ...this.ticket.not_given, ...Object.fromEntries(reasons) as Record<string, string> }, caller: { name: name ?? this.ticket.caller['name'] ?? '' }, version: this.ticket.version + 1 }
  }

  private check(version: number): void {
    if (version !== this.ticket.version) throw new ApiError(409, 'version-conflict', '', null, null, { ticket: this.ticket })
  }
}

function open(server = new Server(), storage = new Memory(), user = 'xiaoan') {
  return { server, storage, editor: new TicketEditor(server.ticket, server, new UnsentStore(storage, () => user)) }
}

it('sends only what changed, by the path of the field', async () => {
  const { server, editor } = open()
  editor.type('caller.name', '李梅')
  await editor.flush()
  expect(server.asked).toEqual([{ 'caller.name': '李梅' }])
  expect(editor.state.status).toBe('saved')
})

it('keeps what could not be sent, and puts it back when the page is opened again by the same person only', async () => {
  const { server, storage, editor } = open()
  server.away = true
  editor.type('title', '轮椅')
  await editor.flush()
  expect(editor.state.status).toBe('waiting')
  expect(open(server, storage).editor.state).toMatchObject({ values: { title: '轮椅' }, restored: true })
  expect(open(server, storage, 'liufang').editor.state.values['title']).toBe('')
  server.away = false
  await editor.flush()
  expect(server.ticket.title).toBe('轮椅')
  expect(storage.length).toBe(0)
})

it('takes over what only the other changed, and sends mine on top', async () => {
  const { server, editor } = open()
  server.write({ situation: '对方写的' })
  editor.type('title', '我写的')
  await editor.flush()
  expect(server.ticket).toMatchObject({ title: '我写的', situation: '对方写的' })
  expect(editor.state).toMatchObject({ taken: ['situation'], clashes: [], status: 'saved' })
})

it('asks when both changed one field, loses neither text, and sends what was chosen', async () => {
  const { server, editor } = open()
  server.write({ title: '对方' })
  editor.type('title', '我')
  await editor.flush()
  expect(editor.state).toMatchObject({ status: 'clash', clashes: [{ field: 'title', mine: '我', theirs: '对方' }], values: { title: '我' } })
  const [clash] = editor.state.clashes
  if (clash) editor.choose(clash, 'both')
  await editor.flush()
  expect(server.ticket.title).toBe('对方\n我')
})

it('does not register a ticket with a required field empty', async () => {
  const { server, editor } = open()
  expect(await editor.save(false)).toBe('invalid')
  expect(editor.state.problems).toEqual([{ field: 'title', message: null }])
  expect(server.ticket.state).toBe('draft')
})

it('sends the last words before it registers, and concludes what was answered at once', async () => {
  const { server, editor } = open()
  editor.type('title', '轮椅')
  expect(await editor.save(true)).toBe('saved')
  expect(server.ticket).toMatchObject({ title: '轮椅', state: 'concluded' })
})

it('says that the server is away instead of pretending to have registered', async () => {
  const { server, editor } = open()
  editor.type('title', '轮椅')
  server.away = true
  expect(await editor.save(false)).toBe('unreachable')
  expect(editor.dirty).toBe(true)
})

it('a merge leaves alone what nobody changed', () => {
  expect(merge({ a: '1' }, { a: '1' }, { a: '1' })).toEqual({ values: { a: '1' }, taken: [], clashes: [] })
  expect(merge({ a: '1' }, { a: '2' }, { a: '2' })).toEqual({ values: { a: '2' }, taken: [], clashes: [] })
})

it('every form has a title, once, whether the regulation names it or not', () => {
  const without = { ...ticket(), fields: [field('situation')] }
  expect(fieldsOf(without).map((one) => one.id)).toEqual(['title', 'situation'])
  expect(fieldsOf(ticket()).filter((one) => one.id === 'title')).toHaveLength(1)
})

it('agents and supervisors write a living matter, nobody a closed one', () => {
  expect(mayWrite('agent', ticket())).toBe(true)
  expect(mayWrite('supervisor', { ...ticket(), state: 'handling' })).toBe(true)
  expect(mayWrite('archivist', ticket())).toBe(false)
  expect(mayWrite('agent', { ...ticket(), state: 'concluded' })).toBe(false)
  expect(mayWrite(undefined, ticket())).toBe(false)
})

it('takes the server\'s bare "required" as our own words', async () => {
  const { server, editor } = open()
  editor.type('title', '轮椅')
  await editor.flush()
  server.saveTicket = async () => {
    throw new ApiError(422, 'field-required', '', 'situation', null, { error: { code: 'invalid-field', message: '', fields: [{ place: 'situation', message: 'required' }] } })
  }
  expect(await editor.save(false)).toBe('invalid')
  expect(editor.state.problems).toEqual([{ field: 'situation', message: null }])
})

it('a mask that comes or goes is nobody\'s change, and is never sent', async () => {
  const server = new Server()
  server.ticket = ticket({ 'caller.name': '张三丰' })
  const { editor } = open(server)
  const masked = { ...server.ticket, caller: { name: '张**' }, masked: ['caller.name'] }
  editor.refresh(masked)
  expect([editor.state.values['caller.name'], editor.state.taken, editor.state.clashes]).toEqual(['张**', [], []])
  await editor.flush()
  expect(server.asked).toEqual([])
  editor.refresh(server.ticket)
  expect(editor.state.values['caller.name']).toBe('张三丰')
})

it('what was being typed when the mask came is kept and still sent', async () => {
  const server = new Server()
  server.ticket = ticket({ 'caller.name': '张' })
  const { editor } = open(server)
  editor.type('caller.name', '张三丰')
  editor.refresh({ ...server.ticket, caller: { name: '**' }, masked: ['caller.name'] })
  expect([editor.state.values['caller.name'], editor.state.clashes]).toEqual(['张三丰', []])
  await editor.flush()
  expect(server.asked).toEqual([{ 'caller.name': '张三丰' }])
})

it('a stated reason stands in for a required field that may be withheld', async () => {
  const server = new Server()
  server.ticket = { ...ticket({ title: 't' }), fields: [field('title', true), { ...field('caller.id_number', true), may_be_withheld: true }] }
  const { editor } = open(server)
  expect(await editor.save(false)).toBe('invalid')
  editor.type('not_given.caller.id_number', '来电人不愿提供')
  expect(await editor.save(false)).toBe('saved')
  expect(server.asked).toEqual([{ 'not_given.caller.id_number': '来电人不愿提供' }])
})
