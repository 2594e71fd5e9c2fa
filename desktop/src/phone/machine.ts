/**
 * The softphone's states and legal moves. Pure: it is told what happened and answers with the next state and with
 * commands for the SIP stack. No JsSIP, timer or DOM may live here.
 *
 * line:  off -> connecting -> registered <-> retrying, refused (the server knows us but says no)
 * call:  none -> ringing -> answering -> talking -> none
 */

export type Line = 'off' | 'connecting' | 'registered' | 'retrying' | 'refused'
export type Phase = 'none' | 'ringing' | 'answering' | 'talking'

export interface Phone {
  line: Line
  phase: Phase
  muted: boolean
  /** The agent pressed the answer key before the telephone rang here; honoured when it does. */
  answerWanted: boolean
  /** Code of what went wrong last, for words in the page; null when all is well. */
  problem: string | null
}

export type PhoneEvent =
  | { type: 'start' | 'stop' | 'connected' | 'disconnected' | 'registered' }
  | { type: 'unregistered'; refused: boolean; cause: string }
  | { type: 'invited' | 'accepted' | 'answer' | 'hang-up' | 'toggle-mute' | 'answer-forgotten' }
  | { type: 'over'; problem: string | null }
  | { type: 'microphone'; problem: string | null }

export type Command = 'answer' | 'terminate' | 'mute' | 'unmute' | 'refuse-second' | 'wait-for-invite'

export const silent: Phone = { line: 'off', phase: 'none', muted: false, answerWanted: false, problem: null }

type Step = [Phone, Command[]]

/** The telephone after one event, and what the SIP stack must do. An event that makes no sense now changes nothing. */
export function step(phone: Phone, event: PhoneEvent): Step {
  switch (event.type) {
    case 'start': return [{ ...phone, line: 'connecting', problem: null }, []]
    case 'stop': return [silent, phone.phase === 'none' ? [] : ['terminate']]
    case 'connected': return phone.line === 'registered' ? [phone, []] : [{ ...phone, line: 'connecting' }, []]
    case 'disconnected': return phone.line === 'off' ? [phone, []] : [{ ...phone, line: 'retrying' }, []]
    case 'registered': return [{ ...phone, line: 'registered', problem: lineProblem(phone) ? null : phone.problem }, []]
    case 'unregistered': return unregistered(phone, event.refused)
    case 'invited': return invited(phone)
    case 'answer': return answer(phone)
    case 'answer-forgotten': return phone.answerWanted ? [{ ...phone, answerWanted: false, problem: 'no-invite' }, []] : [phone, []]
    case 'accepted': return phone.phase === 'none' ? [phone, []] : [{ ...phone, phase: 'talking', answerWanted: false }, []]
    case 'hang-up': return phone.phase === 'none' ? [{ ...phone, answerWanted: false }, []] : [phone, ['terminate']]
    case 'toggle-mute': return toggleMute(phone)
    case 'over': return [{ ...phone, phase: 'none', muted: false, answerWanted: false, problem: event.problem ?? phone.problem }, []]
    case 'microphone': return [{ ...phone, problem: event.problem }, []]
  }
}

const lineProblem = (phone: Phone): boolean => phone.problem === 'refused'

function unregistered(phone: Phone, refused: boolean): Step {
  if (phone.line === 'off') return [phone, []]
  return [{ ...phone, line: refused ? 'refused' : 'retrying', problem: refused ? 'refused' : phone.problem }, []]
}

function invited(phone: Phone): Step {
  if (phone.phase !== 'none') return [phone, ['refuse-second']]
  if (phone.answerWanted) return [{ ...phone, phase: 'answering', answerWanted: false, problem: null }, ['answer']]
  return [{ ...phone, phase: 'ringing', problem: null }, []]
}

function answer(phone: Phone): Step {
  if (phone.phase === 'ringing') return [{ ...phone, phase: 'answering', problem: null }, ['answer']]
  if (phone.phase === 'none' && !phone.answerWanted) return [{ ...phone, answerWanted: true }, ['wait-for-invite']]
  return [phone, []]
}

function toggleMute(phone: Phone): Step {
  if (phone.phase !== 'talking') return [phone, []]
  return [{ ...phone, muted: !phone.muted }, [phone.muted ? 'unmute' : 'mute']]
}
