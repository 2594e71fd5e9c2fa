/** The site's offices as choices, in the language shown. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useDesk } from '../desk/desk'
import { nameIn } from '../i18n/format'

export function useOffices() {
  const desk = useDesk()
  const { locale } = useI18n()
  const offices = computed(() => (desk.state.site?.offices ?? []).map(({ id, name }) => ({ id, name: nameIn(name, locale.value) })))
  const officeName = (id: string | null): string => offices.value.find((office) => office.id === id)?.name ?? id ?? ''
  return { offices, officeName }
}
