/** Sending a file with its progress, which `fetch` cannot tell. Errors are the client's own. */
import { addressOf, readError, Unreachable } from './client'
import type { Attachment } from './document'

export const MOST_BYTES = 5 * 1024 * 1024
export const ACCEPTED = '.pdf,.png,.jpg,.jpeg,.webp,.docx,.xlsx'
const TIME_LIMIT_MS = 120_000

export interface Upload {
  /** Where to, with everything that the server asks of an unsafe request. */
  number: string
  file: File
  csrf: string
  language: string
  /** Whole percents. */
  progress: (percent: number) => void
}

/** The file's record. Rejects with ApiError or Unreachable; the signal gives it up. */
export function upload(wish: Upload, signal: AbortSignal): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', addressOf('POST /tickets/{number}/attachments', { number: wish.number }))
    request.timeout = TIME_LIMIT_MS
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('Accept-Language', wish.language)
    request.setRequestHeader('X-CSRF-Token', wish.csrf)
    request.setRequestHeader('X-File-Name', encodeURIComponent(wish.file.name))
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.upload.onprogress = (event) => { if (event.lengthComputable) wish.progress(Math.floor((event.loaded / event.total) * 100)) }
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText) as Attachment)
      else reject(readError(request.status, request.responseText))
    }
    const lost = (): void => reject(new Unreachable('no answer from the server'))
    request.onerror = lost
    request.ontimeout = lost
    request.onabort = lost
    signal.addEventListener('abort', () => request.abort())
    request.send(wish.file)
  })
}
