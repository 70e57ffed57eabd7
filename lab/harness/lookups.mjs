// lookups.mjs NAME SECONDS: looks a name up every so often, whether the last lookup has ended or not, as a program with
// the GNU C library does; prints begin, end and 0 or 1 for each, and an empty line
// before all. Ends with its standard input, once all have ended.
import { lookup } from 'node:dns';

const [name, seconds] = process.argv.slice(2);
console.log();
const timer = setInterval(() => {
  const begin = Date.now();
  lookup(name, { family: 4 }, (error) => console.log(begin, Date.now(), error ? 1 : 0));
}, seconds * 1000);
process.stdin.resume().on('end', () => clearInterval(timer));
