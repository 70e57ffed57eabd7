const SAID = new Set<string>();

/** Writes a warning to standard error, for what may be wrong and cannot be known at synth. `CI=true` silences it. */
export function warn(subject: string, text: string) {
  if (process.env.CI !== 'true') process.stderr.write(`${subject}: ${text}\n`);
}

/** Writes a warning once, however often there is a reason for it. */
export function warnOnce(subject: string, text: string, key = text) {
  if (process.env.CI === 'true' || SAID.has(key)) return;
  SAID.add(key);
  warn(subject, text);
}
