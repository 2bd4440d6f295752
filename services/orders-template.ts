/** The table of orders that a shop without developers fills in, as a file. */
import * as template from '#files/orders-csv-template';

export async function ordersTemplate(
  language: 'nb' | 'en',
): Promise<{ readonly fileName: string; readonly content: string }> {
  const fileName = language === 'nb' ? 'ordrer-mal.csv' : 'orders-template.csv';
  return { fileName, content: await template.ordersTemplate(language) };
}
