/** What the keys do on every page. A page adds its own with `useAction`. */
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import type { Action } from '../keys/map'
import { useAction } from '../keys/useKeys'
import { useDesk } from './desk'
import { statusWords } from './status'
import { useSeatControl } from './useSeatControl'

export function useDeskKeys(openHelp: () => void): void {
  const desk = useDesk()
  const router = useRouter()
  const { t } = useI18n()
  const control = useSeatControl()

  /** Before the sign-in there is no seat to speak of. */
  const useSeatAction = (action: Action, deed: () => void): void => {
    useAction(action, () => { if (desk.state.session) deed() })
  }

  useAction('help', openHelp)
  useSeatAction('answer', () => {
    if (desk.hub.state.phone.phase === 'none' && !desk.hub.state.live.ring) {
      desk.announcer.say(t('phone.notTalking'))
      return
    }
    desk.hub.answer()
    void router.push({ name: 'seat' })
  })
  useSeatAction('hang-up', () => {
    if (desk.hub.state.phone.phase === 'none') desk.announcer.say(t('phone.notTalking'))
    desk.hub.hangUp()
  })
  useSeatAction('mute', () => {
    if (desk.hub.state.phone.phase !== 'talking') {
      desk.announcer.say(t('phone.notTalking'))
      return
    }
    desk.hub.toggleMute()
    desk.announcer.say(t(desk.hub.state.phone.muted ? 'phone.muted' : 'phone.unmuted'), true)
  })
  useSeatAction('toggle-ready', () => void control.toggle())
  useSeatAction('ticket', () => void router.push({ name: 'seat' }))
  useSeatAction('status', () => desk.announcer.say(statusWords(desk, t)))
}
