/** What was asked of somebody and is not decided yet: an extension, a return. Pure. */
import type { Offer, Step } from '../api/life'

/** What is asked, and what decides on it. */
const ANSWERS: Record<string, string[]> = {
  'ask-extension': ['grant-extension', 'deny-extension'],
  'ask-return': ['grant-return', 'deny-return', 'accept-tacitly'],
}

/** Requests that wait, oldest first, as far as one of these offers still has to do with them. */
export function waiting(steps: Step[], offers: Offer[]): Step[] {
  const possible = new Set(offers.map((offer) => offer.move))
  return Object.entries(ANSWERS).flatMap(([ask, answers]) => {
    const last = steps.filter((step) => step.move === ask || answers.includes(step.move ?? '')).at(-1)
    return last?.move === ask && [ask, ...answers].some((move) => possible.has(move)) ? [last] : []
  }).sort((one, other) => one.version - other.version)
}
