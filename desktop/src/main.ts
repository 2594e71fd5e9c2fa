/** Start: the audio element outside everything, the desk, the router, the page. */
import { createApp, watch } from 'vue'
import App from './App.vue'
import { createDesk, deskKey } from './desk/desk'
import { quietSelects } from './desk/quietSelects'
import { i18n, showLanguage } from './i18n'
import { listenToKeys } from './keys/useKeys'
import { createDeskRouter } from './router'
import './style/tokens.css'
import './style/base.css'
import './style/controls.css'
import './style/layout.css'
import './style/desk.css'
import './style/life.css'

const audio = document.createElement('audio')
audio.id = 'caller-voice'
audio.autoplay = true
document.body.append(audio)

const desk = createDesk(audio)
watch(() => desk.preferences.language, showLanguage, { immediate: true })
watch(() => desk.preferences.largeText, (large) => document.documentElement.classList.toggle('large-text', large), { immediate: true })
listenToKeys(() => desk.preferences.keys)
quietSelects(document.body)

window.addEventListener('beforeunload', (event) => {
  const calling = desk.hub.state.phone.phase === 'talking' || desk.hub.state.phone.phase === 'answering'
  if (calling || desk.editors.anyUnsent) event.preventDefault()
})

createApp(App).use(i18n).use(createDeskRouter(desk)).provide(deskKey, desk).mount('#app')
