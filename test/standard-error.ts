import { afterEach, beforeEach, vi } from 'vitest';

/** What each test of a file writes to standard error, as a list that is empty when the test begins. Without CI=true. */
export function standardError(): string[] {
  const said: string[] = [];
  beforeEach(() => {
    vi.stubEnv('CI', '');
    said.length = 0;
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });
  return said;
}
