/** What a container gets of a text in its command: Kubernetes takes $$ for $, and $(NAME) for a variable. */
export function asKubernetesReads(text: string): string {
  return text.replace(/\$(?:\$|\([^)]*\)|)/g, (found) => {
    if (found.length > 2) throw new Error(`Kubernetes takes ${found} for a variable`);
    return '$';
  });
}
