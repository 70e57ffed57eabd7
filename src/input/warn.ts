/** Writes a warning to standard error, for what may be wrong and cannot be known at synth. `CI=true` silences it. */
export function warn(subject: string, text: string) {
  if (process.env.CI !== 'true') process.stderr.write(`${subject}: ${text}\n`);
}
