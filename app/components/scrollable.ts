/** What may scroll sideways on a phone must be reachable by keyboard (WCAG 2.1.1), also when nothing in it is. */
export const scrollable = { className: 'table-wrap', tabIndex: 0 } as const;
