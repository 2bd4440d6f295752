/**
 * Two accounts that may be one person's: for four eyes they would be two. A second account comes by itself when somebody with a password
 * logs in by single sign-on for the first time, since nothing that the provider tells may be taken for who has the first one.
 */

export type Named = { readonly username: string; readonly name: string };

/** Whether a name of one is a name of the other, without regard to case, accents, signs, an e-mail's domain and a number at the end. */
export function areAlike(one: Named, other: Named): boolean {
  const names = namesOf(one);
  return namesOf(other).some((name) => names.includes(name));
}

function namesOf({ username, name }: Named): string[] {
  const local = username.split('@')[0] ?? '';
  return [local.replace(/[-._]?\d+$/, ''), local, name].map(folded).filter((text) => text.length > 1);
}

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
