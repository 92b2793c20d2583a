import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { api, ApiError, cookie, onSessionEnded } from './api'

const ended = vi.fn()
const fetching = vi.fn<(path: string, options: RequestInit) => Promise<Response>>()

function answers(status: number, body: unknown = '') {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  fetching.mockResolvedValueOnce(new Response(status === 204 ? null : text, { status }))
}

const headersOf = (call: number) => fetching.mock.calls[call]![1].headers as Record<string, string>

async function failure(call: Promise<unknown>): Promise<ApiError> {
  const problem = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(problem).toBeInstanceOf(ApiError)
  return problem as ApiError
}

beforeEach(() => {
  fetching.mockReset()
  ended.mockReset()
  onSessionEnded(ended)
  vi.stubGlobal('fetch', fetching)
  vi.stubGlobal('document', { cookie: 'theme=dark; XSRF-TOKEN=first%2Btoken' })
})

afterEach(() => vi.unstubAllGlobals())

describe('cookie', () => {
  it('finds a value by its exact name', () => {
    expect(cookie('a=1; XSRF-TOKEN=x=y; b=2', 'XSRF-TOKEN')).toBe('x=y')
    expect(cookie('OLD-XSRF-TOKEN=x', 'XSRF-TOKEN')).toBeNull()
    expect(cookie('', 'XSRF-TOKEN')).toBeNull()
  })
})

describe('a write', () => {
  it('sends the token back in a header', async () => {
    answers(200, { user: 'admin' })
    expect(await api.logIn('admin', 'secret')).toEqual({ user: 'admin' })
    expect(headersOf(0)).toMatchObject({ 'X-XSRF-TOKEN': 'first+token', 'Content-Type': 'application/json' })
    expect(fetching.mock.calls[0]![1].body).toBe('{"username":"admin","password":"secret"}')
  })

  it('reads the token anew each time, for it changes at log-in', async () => {
    answers(200, { user: 'admin' })
    await api.logIn('admin', 'secret')
    document.cookie = 'XSRF-TOKEN=second'
    answers(204)
    await api.logOut()
    expect(headersOf(1)['X-XSRF-TOKEN']).toBe('second')
  })

  it('first makes the server set the token where there is none', async () => {
    document.cookie = ''
    fetching.mockImplementationOnce(async () => {
      document.cookie = 'XSRF-TOKEN=fresh'
      return new Response('', { status: 401 })
    })
    answers(200, { erased: 'm1', at: '2026-01-01T00:00:00Z', templates: 2, grants: 1 })
    await api.erase('m1')
    expect(fetching.mock.calls.map(([path]) => path)).toEqual(['/api/session', '/api/members/m1'])
    expect(headersOf(1)['X-XSRF-TOKEN']).toBe('fresh')
    expect(ended).not.toHaveBeenCalled()
  })

  it('sends no token with a read', async () => {
    answers(200, [])
    await api.doors()
    expect(headersOf(0)).not.toHaveProperty('X-XSRF-TOKEN')
  })
})

describe('an answer 401', () => {
  it('ends the session', async () => {
    answers(401)
    expect((await failure(api.doors())).status).toBe(401)
    expect(ended).toHaveBeenCalledOnce()
  })

  it('means nobody when asked who is logged in', async () => {
    answers(401)
    expect(await api.session()).toBeNull()
    expect(ended).not.toHaveBeenCalled()
  })

  it('tells what was wrong at log-in', async () => {
    answers(401, { detail: 'User name or password is wrong.' })
    expect((await failure(api.logIn('admin', 'x'))).message).toBe('User name or password is wrong.')
    expect(ended).not.toHaveBeenCalled()
  })
})

describe('an error', () => {
  it('has words of ours where the server sends none', async () => {
    answers(502, '<html>Bad gateway</html>')
    expect((await failure(api.members())).message).toBe('The server could not do this (502). Its log says why.')
  })

  it('says so when no server answers', async () => {
    fetching.mockRejectedValueOnce(new TypeError('Failed to fetch'))
    const error = await failure(api.members())
    expect(error.status).toBe(0)
    expect(error.message).toContain('does not answer')
  })

  it('says so when the answer is no JSON', async () => {
    answers(200, '<!doctype html>')
    expect((await failure(api.site())).message).toContain('cannot read')
  })
})

describe('decisions', () => {
  it('are asked for by page', async () => {
    answers(200, [])
    await api.decisions(50)
    answers(200, [])
    await api.decisions(50, 17)
    expect(fetching.mock.calls.map(([path]) => path)).toEqual([
      '/api/decisions?limit=50',
      '/api/decisions?limit=50&before=17',
    ])
  })
})

describe('an enrolment', () => {
  class FakeRequest {
    static last: FakeRequest
    static answer = { status: 201, text: '{}' }
    headers: Record<string, string> = {}
    form: FormData | null = null
    upload: { onprogress?: (event: object) => void } = {}
    status = 0
    responseText = ''
    onload = () => {}
    open() {}
    setRequestHeader(name: string, value: string) {
      this.headers[name] = value
    }
    send(form: FormData) {
      FakeRequest.last = this
      this.form = form
      this.upload.onprogress?.({ lengthComputable: true, loaded: 1, total: 4 })
      this.status = FakeRequest.answer.status
      this.responseText = FakeRequest.answer.text
      this.onload()
    }
  }

  const enrolment = {
    name: 'Ada',
    places: ['hall', 'lab'],
    to: '2027-01-01T00:00:00.000Z',
    noticeVersion: '3',
    photos: [new File(['1'], 'a.jpg', { type: 'image/jpeg' }), new File(['2'], 'b.jpg', { type: 'image/jpeg' })],
  }

  beforeEach(() => vi.stubGlobal('XMLHttpRequest', FakeRequest))

  it('sends a form with the token, and tells how far it is', async () => {
    const progress = vi.fn()
    FakeRequest.answer = { status: 201, text: '{"member":{"id":"m1"},"photos":[]}' }
    expect((await api.enrol(enrolment, progress)).member.id).toBe('m1')
    const { form, headers } = FakeRequest.last
    expect(headers['X-XSRF-TOKEN']).toBe('first+token')
    expect(headers).not.toHaveProperty('Content-Type')
    expect(form!.getAll('places')).toEqual(['hall', 'lab'])
    expect(form!.getAll('photos').map((photo) => (photo as File).name)).toEqual(['a.jpg', 'b.jpg'])
    expect([form!.get('purpose'), form!.get('consent'), form!.get('noticeVersion')]).toEqual(['DOOR', 'true', '3'])
    expect(form!.has('from')).toBe(false)
    expect(progress).toHaveBeenCalledWith(0.25)
  })

  it('that is refused tells why, photo by photo', async () => {
    const photos = [{ file: 'a.jpg', accepted: false, quality: 0.2, reasons: ['face 38 px wide, 80 needed'] }]
    FakeRequest.answer = { status: 422, text: JSON.stringify({ detail: 'No photo can be used.', photos }) }
    const error = await failure(api.enrol(enrolment, () => {}))
    expect(error.message).toBe('No photo can be used.')
    expect(error.photos).toEqual(photos)
  })

  it('ends the session when it is answered 401', async () => {
    FakeRequest.answer = { status: 401, text: '' }
    await failure(api.enrol(enrolment, () => {}))
    expect(ended).toHaveBeenCalledOnce()
  })
})
