/**
 * Names of fields and their choices in the language shown. The regulation's own wording first; where it has none in this
 * language, our word for the well-known id; else the Chinese. Pure.
 */
import type { Field } from '../api/document'
import type { Names } from '../api/types'
import { nameIn } from './format'

interface Words {
  t: (key: string) => string
  te: (key: string) => boolean
  language: string
}

function wellKnown(names: Names, key: string, { t, te, language }: Words): string {
  const own = names[language.slice(0, 2) as keyof Names]
  if (own) return own
  return !language.startsWith('zh') && te(key) ? t(key) : nameIn(names, language)
}

export function fieldLabel(field: Field | undefined, words: Words): string {
  return field ? wellKnown(field.label, `fieldName.${field.id.replaceAll('.', '_')}`, words) || field.id : ''
}

export interface Choice {
  id: string
  label: string
}

export function choicesOf(field: Field | undefined, words: Words): Choice[] {
  return (field?.options ?? []).map((option) => {
    const { id, label } = typeof option === 'string' ? { id: option, label: { zh: option } } : option
    return { id, label: wellKnown(label, `termName.${id}`, words) || id }
  })
}
