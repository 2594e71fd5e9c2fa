/** The translations, and the language shown. Chinese is the fallback: a message that is missing elsewhere is still readable here. */
import { createI18n } from 'vue-i18n'
import type { Language } from '../api/types'
import { en } from './messages/en'
import { ko } from './messages/ko'
import { zhCN } from './messages/zh-CN'

export const messages = { 'zh-CN': zhCN, ko, en }

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN' as Language,
  fallbackLocale: 'zh-CN',
  messages: messages as Record<Language, typeof zhCN>,
})

/** Show this language, and say so to screen readers and fonts through the document's `lang`. */
export function showLanguage(language: Language): void {
  i18n.global.locale.value = language
  document.documentElement.lang = language
}
