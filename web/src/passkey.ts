/** Passkeys: what the server sends and wants as JSON, in the form that the browser takes and gives. */

import { api, type Passkey, type Session } from './api'

interface Descriptor {
  id: string
  type?: string
  transports?: string[]
}

/** Base64url instead of bytes, as the server sends it. */
export interface CreationOptions {
  challenge: string
  rp: { id: string; name: string }
  user: { id: string; name: string; displayName: string }
  pubKeyCredParams: { type: string; alg: number }[]
  timeout: number
  excludeCredentials?: Descriptor[]
  authenticatorSelection: AuthenticatorSelectionCriteria
  attestation: AttestationConveyancePreference
}

export interface RequestOptions {
  challenge: string
  rpId: string
  timeout: number
  allowCredentials?: Descriptor[]
  userVerification: UserVerificationRequirement
}

export function toBase64url(bytes: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('')
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const decoded = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(decoded, (character) => character.charCodeAt(0))
}

const descriptors = (list: Descriptor[] | undefined) =>
  (list ?? []).map((one) => ({ type: 'public-key' as const, id: fromBase64url(one.id) }))

export function creationOptions(sent: CreationOptions): PublicKeyCredentialCreationOptions {
  return {
    challenge: fromBase64url(sent.challenge),
    rp: sent.rp,
    user: { ...sent.user, id: fromBase64url(sent.user.id) },
    pubKeyCredParams: sent.pubKeyCredParams.map(({ alg }) => ({ type: 'public-key', alg })),
    timeout: sent.timeout,
    excludeCredentials: descriptors(sent.excludeCredentials),
    authenticatorSelection: sent.authenticatorSelection,
    attestation: sent.attestation,
  }
}

export function requestOptions(sent: RequestOptions): PublicKeyCredentialRequestOptions {
  return {
    challenge: fromBase64url(sent.challenge),
    rpId: sent.rpId,
    timeout: sent.timeout,
    allowCredentials: descriptors(sent.allowCredentials),
    userVerification: sent.userVerification,
  }
}

/** Whether this page can use passkeys at all: over HTTPS, or on the machine itself. */
export const passkeysWork = () => window.isSecureContext && 'credentials' in navigator && !!window.PublicKeyCredential

/** What the browser says when the person closed its dialog, or let it time out. */
function inWords(problem: unknown): Error {
  if (problem instanceof DOMException) {
    if (problem.name === 'NotAllowedError') return new Error('That was cancelled, or took too long.')
    if (problem.name === 'InvalidStateError') return new Error('This device has a passkey of your account already.')
    return new Error(`The browser refuses this here (${problem.name}).`)
  }
  return problem instanceof Error ? problem : new Error(String(problem))
}

export async function makePasskey(name: string): Promise<Passkey> {
  const options = await api.passkeyOptions()
  const made = (await navigator.credentials.create({ publicKey: creationOptions(options) }).catch((problem) => {
    throw inWords(problem)
  })) as PublicKeyCredential
  const response = made.response as AuthenticatorAttestationResponse
  return api.addPasskey(name, {
    id: made.id,
    rawId: toBase64url(made.rawId),
    type: made.type,
    response: {
      attestationObject: toBase64url(response.attestationObject),
      clientDataJSON: toBase64url(response.clientDataJSON),
      transports: response.getTransports(),
    },
    clientExtensionResults: {},
  })
}

export async function logInWithPasskey(): Promise<Session> {
  const options = await api.passkeyLogInOptions()
  const signed = (await navigator.credentials.get({ publicKey: requestOptions(options) }).catch((problem) => {
    throw inWords(problem)
  })) as PublicKeyCredential
  const response = signed.response as AuthenticatorAssertionResponse
  return api.passkeyLogIn({
    id: signed.id,
    rawId: toBase64url(signed.rawId),
    type: signed.type,
    response: {
      authenticatorData: toBase64url(response.authenticatorData),
      clientDataJSON: toBase64url(response.clientDataJSON),
      signature: toBase64url(response.signature),
      userHandle: response.userHandle ? toBase64url(response.userHandle) : null,
    },
    clientExtensionResults: {},
  })
}
