/**
 * Two people's changes to one ticket, brought together field by field. Pure: no request and no storage may live here.
 * Values are texts by field path (`caller.name`).
 */
import type { Ticket } from '../api/document'
import { fieldsOf } from './fields'

export type Values = Record<string, string>

/** The path of the reason why a field was not given: `not_given.caller.id_number`. */
export const NOT_GIVEN = 'not_given.'

/** The text at a path of a ticket; empty for nothing. */
export function valueAt(ticket: Ticket, path: string): string {
  if (path.startsWith(NOT_GIVEN)) return ticket.not_given?.[path.slice(NOT_GIVEN.length)] ?? ''
  let value: unknown = ticket
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return ''
    value = (value as Record<string, unknown>)[part]
  }
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

export function valuesOf(ticket: Ticket): Values {
  const paths = fieldsOf(ticket).flatMap((field) => (field.may_be_withheld ? [field.id, NOT_GIVEN + field.id] : [field.id]))
  return Object.fromEntries(paths.map((path) => [path, valueAt(ticket, path)]))
}

export interface Clash {
  field: string
  mine: string
  theirs: string
}

export interface Merged {
  /** What the form shows now: theirs where I changed nothing, mine elsewhere. */
  values: Values
  /** Fields that the other changed and I did not: taken over silently, told in one sentence. */
  taken: string[]
  /** Fields that both changed differently: a person must choose. */
  clashes: Clash[]
}

/**
 * `base` is what I started from, `mine` what stands in my form, `theirs` what the server has now. `veiled` are paths that are masked
 * on one of the two sides: a mask that came or went is no change of anybody's.
 */
export function merge(base: Values, mine: Values, theirs: Values, veiled: readonly string[] = []): Merged {
  const merged: Merged = { values: { ...theirs }, taken: [], clashes: [] }
  for (const [field, text] of Object.entries(mine)) {
    const other = theirs[field] ?? ''
    const old = base[field] ?? ''
    if (text === other) continue
    if (text === old) {
      if (!veiled.includes(field)) merged.taken.push(field)
    } else if (veiled.includes(field)) {
      merged.values[field] = text
    } else {
      merged.values[field] = text
      if (other !== old) merged.clashes.push({ field, mine: text, theirs: other })
    }
  }
  return merged
}

/** The fields whose text differs from the base. */
export function changed(base: Values, mine: Values): Values {
  return Object.fromEntries(Object.entries(mine).filter(([field, text]) => text !== (base[field] ?? '')))
}
