import { describe, expect, it } from 'vitest'
import { creationOptions, fromBase64url, requestOptions, toBase64url } from './passkey'

describe('base64url', () => {
  it('is read and written without padding, whatever the bytes', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + 251 * length) % 256)
      const text = toBase64url(bytes.buffer)
      expect(text).toMatch(/^[A-Za-z0-9_-]*$/)
      expect(fromBase64url(text)).toEqual(bytes)
    }
    expect(toBase64url(Uint8Array.of(0xfb, 0xff).buffer)).toBe('-_8')
  })
})

describe('options', () => {
  it('have bytes where the server sent text', () => {
    const options = creationOptions({
      challenge: 'AAEC',
      rp: { id: 'localhost', name: 'Gatehouse' },
      user: { id: '-_8', name: 'admin', displayName: 'admin' },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      timeout: 300000,
      excludeCredentials: [{ id: 'AQ' }],
      authenticatorSelection: { userVerification: 'required', residentKey: 'required' },
      attestation: 'none',
    })
    expect(options.challenge).toEqual(Uint8Array.of(0, 1, 2))
    expect(options.user.id).toEqual(Uint8Array.of(0xfb, 0xff))
    expect(options.excludeCredentials).toEqual([{ type: 'public-key', id: Uint8Array.of(1) }])
    expect(options.authenticatorSelection?.userVerification).toBe('required')
  })

  it('may name no passkey, for any of this site will do', () => {
    const options = requestOptions({ challenge: 'AAEC', rpId: 'localhost', timeout: 1, userVerification: 'required' })
    expect(options.allowCredentials).toEqual([])
    expect(options.rpId).toBe('localhost')
  })
})
