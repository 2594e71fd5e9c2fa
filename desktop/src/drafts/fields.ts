/** Which fields a ticket's form has, and who may write them. Pure. */
import type { Field, Role, Ticket } from '../api/document'

const TITLE: Field = { id: 'title', label: { zh: '标题', ko: '제목', en: 'Title' }, kind: 'text', required: false }

/** The regulation's fields; a title first where the regulation names none, for lists need one. */
export function fieldsOf(ticket: Ticket): Field[] {
  return ticket.fields.some((field) => field.id === 'title') ? ticket.fields : [TITLE, ...ticket.fields]
}

const CLOSED = ['concluded', 'archived', 'refused', 'void']

/** Whether the field's value is withheld from this reader: it is shown masked and never sent back. */
export function isVeiled(ticket: Ticket, field: string): boolean {
  return (ticket.masked ?? []).includes(field)
}

/** Whether the matter is over: nobody writes any more. */
export const isClosed = (ticket: Ticket): boolean => CLOSED.includes(ticket.state)

/** Only seats and supervisors write, and only while the matter is alive. */
export function mayWrite(role: Role | undefined, ticket: Ticket): boolean {
  return (role === 'agent' || role === 'supervisor') && !isClosed(ticket)
}
