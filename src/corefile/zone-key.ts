/** The key of the server block that serves a zone. */
export function zoneKey(zone: string): string {
  return `${zone}:53`;
}

export function zoneOfKey(key: string): string {
  return key.slice(0, key.lastIndexOf(':'));
}
