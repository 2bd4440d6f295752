import { type RefObject, useCallback, useEffect, useRef } from 'react';

/** A native dialog that is open as long as it is there: Escape and a click beside it close it, the focus goes back where it was. */
export function useModal(onClose: () => void): { dialog: RefObject<HTMLDialogElement>; close(): void } {
  const dialog = useRef<HTMLDialogElement>(null);
  const closed = useRef(onClose);
  closed.current = onClose;
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (!element.open) element.showModal();
    const onEnd = () => closed.current();
    const onPointer = ({ target }: PointerEvent) => target === element && element.close();
    element.addEventListener('close', onEnd);
    element.addEventListener('pointerdown', onPointer);
    return () => {
      element.removeEventListener('close', onEnd);
      element.removeEventListener('pointerdown', onPointer);
    };
  }, []);
  return { dialog, close: useCallback(() => dialog.current?.close(), []) };
}
