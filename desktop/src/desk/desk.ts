/** The one place where the desk's parts are built and tied together. Pages get it with `useDesk()`. */
import type { InjectionKey } from 'vue'
import { inject, reactive } from 'vue'
import { ApiError, Client } from '../api/client'
import type { Routes } from '../api/routes'
import { routes } from '../api/routes'
import type { Session, Site } from '../api/document'
import { Editors } from '../drafts/editors'
import { UnsentStore } from '../drafts/unsent'
import { i18n } from '../i18n'
import type { Announcer } from './announcer'
import { createAnnouncer } from './announcer'
import { Hub } from './hub'
import type { Preferences } from './preferences'
import { asLanguage, loadPreferences } from './preferences'
import { wordsFor } from './words'

export interface Desk {
  api: Routes
  preferences: Preferences
  announcer: Announcer
  editors: Editors
  hub: Hub
  /** `loaded` is false until the server has once said who is signed in. `trouble` = it could not be asked. */
  state: { session: Session | null; site: Site | null; loaded: boolean; trouble: Error | null; expired: boolean; online: boolean }
  load: () => Promise<void>
  signIn: (username: string, password: string) => Promise<void>
  signOut: () => Promise<void>
}

export const deskKey: InjectionKey<Desk> = Symbol('desk')

export function useDesk(): Desk {
  const desk = inject(deskKey)
  if (!desk) throw new Error('no desk was provided')
  return desk
}

export function createDesk(audio: HTMLAudioElement): Desk {
  const preferences = loadPreferences(window.localStorage)
  const announcer = createAnnouncer()
  const state: Desk['state'] = reactive({
    session: null, site: null, loaded: false, trouble: null, expired: false, online: navigator.onLine,
  })
  const client = new Client({
    language: () => preferences.language,
    csrf: () => state.session?.csrf ?? null,
    onSignedOut: () => { if (state.session) state.expired = true },
  })
  const api = routes(client)
  const unsent = new UnsentStore(window.sessionStorage, () => String(state.session?.user.id ?? ''))
  const editors = new Editors(api, unsent)
  const hub = new Hub({
    api, editors, preferences, audio,
    say: (said) => {
      const text = wordsFor(said, i18n.global.t, { site: state.site, keys: preferences.keys, language: preferences.language })
      announcer.say(text, said.urgent)
    },
    checkSession: () => void api.session().catch(() => undefined),
  })
  window.addEventListener('online', () => { state.online = true })
  window.addEventListener('offline', () => { state.online = false })

  const begin = async (session: Session): Promise<void> => {
    if (state.session && state.session.user.id !== session.user.id) editors.clear()
    Object.assign(state, { session, expired: false, trouble: null })
    await hub.start(session)
  }

  return {
    api, preferences, announcer, editors, hub, state,
    async load() {
      try {
        state.site ??= await api.site()
        await begin(await api.session())
        state.loaded = true
      } catch (error) {
        if (!(error instanceof Error)) throw error
        const signedOut = error instanceof ApiError && error.status === 401
        state.trouble = signedOut ? null : error
        state.loaded = signedOut
      }
    },
    async signIn(username, password) {
      const session = await api.signIn(username, password)
      state.site ??= await api.site()
      if (window.localStorage.getItem('hotline.language-chosen') === null) {
        preferences.language = asLanguage(session.language) ?? preferences.language
      }
      hub.stop()
      await begin(session)
    },
    async signOut() {
      await api.signOut()
      hub.stop()
      editors.clear()
      state.session = null
    },
  }
}
