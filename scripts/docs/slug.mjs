/**
 * The anchor of a heading, as the repository's pages make it. The site makes the same, so that links work in both.
 * @param {string} heading
 */
export function slug(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}_\- ]/gu, "")
    .replaceAll(" ", "-")
}
