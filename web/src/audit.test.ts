import { afterEach, describe, expect, it, vi } from 'vitest'
import { actorOf, continues, subjectOf, verify } from './audit'
import { api, type AuditEntry } from './api'

/** Roots and proofs that the tests of Certificate Transparency's reference implementation use. */
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const tree = (size: number) => ({ size, root: roots[size]! })
const proofs: [number, number, string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
]

describe('continues', () => {
  it('believes the proofs of Certificate Transparency', async () => {
    for (const [first, second, path] of proofs) {
      expect(await continues(tree(first), tree(second), path)).toBe(true)
    }
  })

  it('believes nothing else', async () => {
    for (const [first, second, path] of proofs) {
      expect(await continues({ size: first, root: roots[7]! }, tree(second), path)).toBe(false)
      expect(await continues(tree(first), { size: second, root: roots[7]! }, path)).toBe(false)
      expect(await continues(tree(first), tree(second), [...path, roots[3]!])).toBe(false)
      for (let i = 0; i < path.length; i++) {
        expect(await continues(tree(first), tree(second), path.toSpliced(i, 1))).toBe(false)
        expect(await continues(tree(first), tree(second), path.with(i, roots[3]!))).toBe(false)
      }
    }
    expect(await continues(tree(0), tree(8), [])).toBe(false)
    expect(await continues(tree(8), tree(6), [])).toBe(false)
  })
})

describe('verify', () => {
  const head = (size: number) => ({ ...tree(size), time: '2026-03-01T08:00:00Z', note: '', key: '', problem: null })

  function browser() {
    const kept = new Map<string, string>()
    vi.stubGlobal('location', { host: 'site' })
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    }
  }

  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })

  it('remembers what it saw and notices a log that did not only grow', async () => {
    const memory = browser()
    const asked = vi.spyOn(api, 'auditConsistency').mockResolvedValue({ first: 6, second: 8, path: proofs[2]![2] })
    expect(await verify(head(6), memory)).toEqual({ state: 'first' })
    expect(await verify(head(8), memory)).toMatchObject({ state: 'grown', since: tree(6) })
    expect(asked).toHaveBeenCalledExactlyOnceWith(6, 8)
    expect(await verify(head(8), memory)).toMatchObject({ state: 'grown', since: tree(8) })
    expect(await verify(head(7), memory)).toMatchObject({ state: 'broken', since: tree(8) })
    expect(await verify({ ...head(8), root: roots[1]! }, memory)).toMatchObject({ state: 'broken' })
    expect(await verify(head(8), memory)).toMatchObject({ state: 'grown' })
  })

  it('says when it cannot check', async () => {
    vi.stubGlobal('crypto', {})
    expect(await verify(head(6), browser())).toEqual({ state: 'unable' })
  })
})

describe('an entry in words', () => {
  it('names who did it', () => {
    expect(actorOf('user:eve')).toBe('eve')
    expect(actorOf('user:a:b')).toBe('a:b')
    expect(actorOf('door:front')).toBe('door front')
    expect(actorOf('system:gatehouse')).toBe('Gatehouse')
    expect(actorOf('member:1', '1')).toBe('you')
    expect(actorOf('member:1')).toBe('a member')
  })

  it('names whom it is about, as far as that may be known', () => {
    const entry = { subject: null, forgotten: false } as unknown as AuditEntry
    expect(subjectOf(entry)).toBeNull()
    expect(subjectOf({ ...entry, forgotten: true })).toBe('forgotten')
    expect(subjectOf({ ...entry, subject: { id: '5f0c6d1e-8a4b', name: 'Anna' } })).toBe('Anna')
    expect(subjectOf({ ...entry, subject: { id: '5f0c6d1e-8a4b', name: null } })).toBe('member 5f0c6d1e')
  })
})
