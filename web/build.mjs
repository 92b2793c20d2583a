// Builds the page into the folder given, for Maven: installs what package-lock.json names when it
// has changed, builds when a source is newer than the last build, and is quick otherwise.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const out = resolve(process.argv[2] ?? join(here, '../target/classes/static'))

const hash = createHash('sha256')
const skip = new Set(['node_modules', 'build.mjs'])
function add(folder) {
  for (const name of readdirSync(folder).sort()) {
    if (skip.has(name)) continue
    const path = join(folder, name)
    if (statSync(path).isDirectory()) add(path)
    else hash.update(path.slice(here.length)).update(readFileSync(path))
  }
}
add(here)
const state = hash.digest('hex')
const stamp = join(out, '..', 'page.sha256')

if (existsSync(stamp) && existsSync(join(out, 'index.html')) && readFileSync(stamp, 'utf8') === state) {
  process.exit(0)
}

function npm(...args) {
  const done = spawnSync('npm', args, {
    cwd: here,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, GATEHOUSE_WEB_OUT: out },
  })
  if (done.error || done.status !== 0) {
    console.error(`\nThe page could not be built: npm ${args.join(' ')} failed. Node 20 or later is needed (this is ${process.version}).`)
    process.exit(1)
  }
}

const lock = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex')
const installed = join(here, 'node_modules', '.gatehouse-lock')
if (!existsSync(installed) || readFileSync(installed, 'utf8') !== lock) {
  rmSync(installed, { force: true })
  npm('ci', '--no-audit', '--no-fund', '--loglevel=error')
  writeFileSync(installed, lock)
}
npm('run', '--silent', 'build')
mkdirSync(dirname(stamp), { recursive: true })
writeFileSync(stamp, state)
