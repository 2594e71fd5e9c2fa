/** Something fetched for a page: the value, or why it could not be had, and a way to ask again. */
import type { Ref } from 'vue'
import { ref, shallowRef } from 'vue'

export interface Loaded<T> {
  value: Ref<T | null>
  error: Ref<Error | null>
  loading: Ref<boolean>
  load: () => Promise<void>
}

/** The newest question wins: an older answer that comes later is dropped. */
export function useLoad<T>(ask: () => Promise<T>): Loaded<T> {
  const value = shallowRef<T | null>(null)
  const error = shallowRef<Error | null>(null)
  const loading = ref(false)
  let asked = 0
  const load = async (): Promise<void> => {
    const mine = ++asked
    loading.value = true
    try {
      const answer = await ask()
      if (mine !== asked) return
      value.value = answer
      error.value = null
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause
      if (mine === asked) error.value = cause
    } finally {
      if (mine === asked) loading.value = false
    }
  }
  return { value, error, loading, load }
}
