/** One deed at the server from a button: busy meanwhile, what came of it announced, a refusal kept in words. */
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { ApiError, Unreachable } from '../api/client'
import { useDesk } from './desk'

export function useDeed() {
  const desk = useDesk()
  const { t } = useI18n()
  const busy = ref(false)
  const refused = ref('')

  function refuse(text: string): false {
    refused.value = text
    desk.announcer.say(text, true)
    return false
  }

  /** Do it; `deed` answers with what is to be said. False when it was refused or no answer came. */
  async function run(deed: () => Promise<string>): Promise<boolean> {
    busy.value = true
    refused.value = ''
    try {
      desk.announcer.say(await deed())
      return true
    } catch (error) {
      if (error instanceof Unreachable) return refuse(t('life.move.unreachable'))
      if (!(error instanceof ApiError)) throw error
      return refuse([error.message, error.mend].filter(Boolean).join(' '))
    } finally {
      busy.value = false
    }
  }

  return { busy, refused, refuse, run }
}
