// The program under test: started on a fresh folder and a free port, stopped whatever happens.
//
// The contract is what `vapenvila demo` prints:
//   VAPENVILA_READY http://127.0.0.1:PORT
//   ACCOUNT <authority> <role> <user> <password> <totp-secret>      one line for each account

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

/** The moment at which every browser test happens: a Sunday evening, an hour after the incident of the walk. */
export const FIXED_NOW = '2026-11-22T22:00:00Z';

const READY_MILLISECONDS_MAX = 120_000;
/** Accounts are printed in one go; when no further line comes for so long, that was all. */
const QUIET_MILLISECONDS = 300;

export async function startDemo(binary) {
  const folder = await mkdtemp(path.join(tmpdir(), 'vapenvila-e2e-'));
  const child = spawn(binary, ['demo', '--port', '0', '--fixed-now', FIXED_NOW, '--folder', path.join(folder, 'nordhamn')], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const words = [];
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(late);
    }
    process.off('exit', kill);
    await rm(folder, { recursive: true, force: true });
  };
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  try {
    const { origin, accounts } = await ready(child, words);
    return { origin, accounts, now: () => new Date(FIXED_NOW), words, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function ready(child, words) {
  return new Promise((resolve, reject) => {
    let origin = null;
    let quiet = null;
    const accounts = [];
    const fail = (why) => reject(new Error(`${why}; it said:\n${words.slice(-40).join('\n')}`));
    const late = setTimeout(() => fail(`the demo was not ready within ${READY_MILLISECONDS_MAX / 1000} s`), READY_MILLISECONDS_MAX);
    const done = () => {
      clearTimeout(late);
      resolve({ origin, accounts });
    };
    child.once('error', (error) => {
      clearTimeout(late);
      reject(new Error(`the demo could not be started: ${error.message}`));
    });
    child.once('exit', (code, signal) => {
      clearTimeout(late);
      fail(`the demo ended (${code ?? signal})`);
    });
    for (const stream of [child.stdout, child.stderr]) {
      readline.createInterface({ input: stream }).on('line', (line) => {
        words.push(line);
        if (line.startsWith('VAPENVILA_READY ')) origin = line.slice('VAPENVILA_READY '.length).trim().replace(/\/$/, '');
        const account = parseAccount(line);
        if (account) accounts.push(account);
        if (origin && accounts.length > 0) {
          clearTimeout(quiet);
          quiet = setTimeout(done, QUIET_MILLISECONDS);
        }
      });
    }
  });
}

/** The role may be of several words; the names around it are not. */
export function parseAccount(line) {
  const parts = line.trim().split(/\s+/);
  if (parts[0] !== 'ACCOUNT' || parts.length < 6) return null;
  const [user, password, secret] = parts.slice(-3);
  return { authority: parts[1], role: parts.slice(2, -3).join(' '), user, password, secret };
}
