/** What the keys do on every page. A page adds its own with `useAction`. */
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { useAction } from '../keys/useKeys'
import { useDesk } from './desk'
import { statusWords } from './status'
import { useSeatControl } from './useSeatControl'

export function useDeskKeys(openHelp: () => void): void {
  const desk = useDesk()
  const router = useRouter()
  const { t } = useI18n()
  const control = useSeatControl()

  useAction('help', openHelp)
  useAction('answer', () => {
    if (desk.hub.state.phone.phase === 'none' && !desk.hub.state.live.ring) {
      desk.announcer.say(t('phone.notTalking'))
      return
    }
    desk.hub.answer()
    void router.push({ name: 'seat' })
  })
  useAction('hang-up', () => {
    if (desk.hub.state.phone.phase === 'none') desk.announcer.say(t('phone.notTalking'))
    desk.hub.hangUp()
  })
  useAction('mute', () => {
    if (desk.hub.state.phone.phase !== 'talking') {
      desk.announcer.say(t('phone.notTalking'))
      return
    }
    desk.hub.toggleMute()
    desk.announcer.say(t(desk.hub.state.phone.muted ? 'phone.muted' : 'phone.unmuted'), true)
  })
  useAction('toggle-ready', () => void control.toggle())
  useAction('ticket', () => void router.push({ name: 'seat' }))
  useAction('status', () => desk.announcer.say(statusWords(desk, t)))
}
