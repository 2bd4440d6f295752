/**
 * Has a person written something on the page that is not sent yet? Fresh data keep what is written; but a form that ends or begins
 * anew with them would take it away.
 */
export function isWriting(page: Document): boolean {
  const fields = page.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('main input, main textarea');
  return [...fields].some(isWritten);
}

const notWritten = new Set(['checkbox', 'radio', 'hidden', 'submit', 'button']);

function isWritten(field: HTMLInputElement | HTMLTextAreaElement): boolean {
  if (notWritten.has(field.type)) return false;
  if (field.type === 'file') return field.value !== '';
  return field.value !== field.defaultValue;
}
