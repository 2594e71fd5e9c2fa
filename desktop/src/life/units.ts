/** Handling units and the offices where they sign in: a unit finds among its own only tickets of its office. Pure. */
import type { Need, Offer } from '../api/document'

type T = (key: string, values?: Record<string, unknown>) => string

/** The office that a transfer to this unit should name beside it; '' for the ticket's own; null: not to be touched. */
export function officeOfUnit(offer: Offer, unit: string, own: string): string | null {
  const offices = offer.needs.find((need) => need.name === 'unit')?.known[unit.trim()]
  const choice = offer.needs.find((need) => need.name === 'office')
  if (!offices?.length || !choice) return null
  return offices.includes(own) ? '' : choice.options.find((option) => offices.includes(option.id))?.id ?? null
}

/** What is to be said of the unit as it is written, when the ticket is at `from` and goes to `to`; '' if nothing. */
export function unitWords(need: Need, unit: string, { from, to }: { from: string; to: string }, officeName: (id: string) => string, t: T): string {
  const offices = need.known[unit.trim()]
  if (!unit.trim() || !Object.keys(need.known).length) return ''
  if (!offices) return t('life.move.unknownUnit')
  if (!offices.includes(to)) return t('life.move.unitNotThere', { office: offices.map(officeName).join(t('said.joint')) })
  return to === from ? '' : t('life.move.unitElsewhere', { office: officeName(to) })
}
