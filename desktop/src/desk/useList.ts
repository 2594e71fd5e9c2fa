/** A list that grows page by page (`next` cursor), asked again when its filters change. */
import { ref, shallowRef } from 'vue'
import type { Page } from '../api/types'
import { useLoad } from './useLoad'

export function useList<T>(ask: (cursor: string | null) => Promise<Page<T>>) {
  const items = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const first = useLoad(async () => {
    const page = await ask(null)
    items.value = page.items
    next.value = page.next
    return page
  })
  const rest = useLoad(async () => {
    const page = await ask(next.value)
    items.value = [...items.value, ...page.items]
    next.value = page.next
    return page
  })
  return { items, next, loaded: first.value, error: first.error, loading: first.loading, load: first.load, more: rest.load, loadingMore: rest.loading }
}
