/**
 * Two accounts that may be one person's: for four eyes they would be two. A second account comes by itself when somebody with a password
 * logs in by single sign-on for the first time, since nothing that the provider tells may be taken for who has the first one.
 */

export type Named = { readonly username: string; readonly name: string };

/** The user name of somebody of whom the provider tells none (services/oidc): it says nothing of who it is. */
export const namelessUsername = 'person';

/**
 * Whether a name of one is a name of the other, without regard to case, accents, signs, the order of the words, an e-mail's domain and
 * label (`kari+desk@`), and the number that the desk puts behind a user name that was taken. Other numbers are part of a name: those of
 * staff follow one another.
 */
export function areAlike(one: Named, other: Named): boolean {
  const names = namesOf(one);
  return namesOf(other).some((name) => names.includes(name));
}

function namesOf({ username, name }: Named): string[] {
  const local = (username.split('@')[0] ?? '').replace(/\+.*$/, '');
  return [withoutNumber(local), local, withoutNumber(name)]
    .filter((text) => text.replace(/[^\p{L}\p{N}]/gu, '').length > 1)
    .map(folded)
    .flatMap((words) => [words.join(''), [...words].sort().join('')])
    .filter((text) => text !== namelessUsername);
}

/** The numbers that services/oidc-people gives. */
function withoutNumber(name: string): string {
  return name.replace(/-(\d{1,2}|\d{7})$/, '');
}

/** Its words, with each letter as a keyboard without it would write it: `Bjørn`, `Bjoern` and `Bjorn` are one. */
function folded(text: string): string[] {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ø|ö|oe/g, 'o')
    .replace(/æ|ae|aa/g, 'a')
    .replace(/ß/g, 'ss')
    .replace(/đ|ð/g, 'd')
    .replace(/ł/g, 'l')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
