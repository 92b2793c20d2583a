import { describe, expect, it } from 'vitest'
import { pagesFor, parseRoute } from './route'

describe('pages', () => {
  it('are offered to those who may use them', () => {
    expect(pagesFor(['OWN_DATA'])).toEqual(['me', 'trail', 'account'])
    expect(pagesFor(['READ_AUDIT'])).not.toContain('door')
    expect(pagesFor(['EDIT_NOTICES'])).toEqual(['notices', 'account'])
    expect(pagesFor(['VIEW_LIVE', 'VIEW_MEMBERS', 'MANAGE_ACCOUNTS'])).toEqual([
      'door',
      'members',
      'accounts',
      'account',
    ])
  })

  it('take the secret of a one-time link from behind the #, which no server sees', () => {
    expect(parseRoute('#/welcome/gi_a-b_c')).toEqual({ page: 'welcome', detail: 'gi_a-b_c', section: null })
    expect(parseRoute('#/unknown').page).toBe('door')
  })
})
