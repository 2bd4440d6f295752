/** Characters of a password; what is longer is refused, not cut. */
export const shortestPassword = 10;
export const longestPassword = 200;
