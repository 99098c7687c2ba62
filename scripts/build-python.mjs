// Makes the environment of the service of recommendations in Python, for arms with stack=python. `make python` runs it; no run does.
//
//   node scripts/build-python.mjs
//
// It goes to `dist` of its folder. pip downloads the package by its own settings, and checks it against requirements.txt.
import { buildStack } from './build-stack.mjs';

/** Its database has strict tables. https://sqlite.org/stricttables.html */
const CHECK = [
  'import sqlite3, sys',
  'fits = sys.version_info >= (3, 9) and sqlite3.sqlite_version_info >= (3, 37)',
  'sys.exit(None if fits else f"Python 3.9 with SQLite 3.37 is needed: this is {sys.version} with {sqlite3.sqlite_version}")',
].join('\n');

buildStack('python', ['--version'], (python, run) => {
  run(python, '-c', CHECK);
  run(python, '-m', 'venv', '--clear', 'dist/venv');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes'];
  run('dist/venv/bin/python', ...pip, '-r', 'requirements.txt');
});
