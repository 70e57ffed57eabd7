// lookups.mjs NAME SECONDS: looks a name up every SECONDS, whether the last lookup has ended or not, as a program with the
// GNU C library does. Prints an empty line first, then begin, end and 0 or 1 for each lookup. When its standard input
// ends, waits for the lookups under way and ends.
import { lookup } from 'node:dns';

const [name, seconds] = process.argv.slice(2);
console.log();
const timer = setInterval(() => {
  const begin = Date.now();
  lookup(name, { family: 4 }, (error) => console.log(begin, Date.now(), error ? 1 : 0));
}, seconds * 1000);
process.stdin.resume().on('end', () => clearInterval(timer));
