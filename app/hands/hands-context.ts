/** What can be opened from anywhere by hand: the palette and the sheet of keys. */
import { createContext, useContext } from 'react';

export type Hands = {
  openPalette(): void;
  openHelp(): void;
};

export const HandsContext = createContext<Hands>({ openPalette: () => {}, openHelp: () => {} });

export function useHands(): Hands {
  return useContext(HandsContext);
}
