/** What was asked of somebody and is not decided yet: an extension, a return. Pure. */
import type { Move, Offer, TimelineStep } from '../api/document'

/** What is asked, and what decides on it. */
const ANSWERS: Partial<Record<Move, Move[]>> = {
  'ask-extension': ['grant-extension', 'deny-extension'],
  'ask-return': ['grant-return', 'deny-return', 'accept-tacitly'],
}

/** Requests that wait, oldest first, as far as one of these offers still has to do with them. */
export function waiting(steps: TimelineStep[], offers: Offer[]): TimelineStep[] {
  const possible = new Set(offers.map((offer) => offer.move))
  return (Object.entries(ANSWERS) as [Move, Move[]][]).flatMap(([ask, answers]) => {
    const last = steps.filter((step) => step.move !== null && [ask, ...answers].includes(step.move)).at(-1)
    return last?.move === ask && [ask, ...answers].some((move) => possible.has(move)) ? [last] : []
  }).sort((one, other) => one.version - other.version)
}
