import { useSyncExternalStore } from 'react';

export const appearances = ['system', 'light', 'dark', 'contrast'] as const;

export type Appearance = (typeof appearances)[number];

const KEPT = 'appearance';
const CHANGED = 'appearance-changed';
const wantsDark = window.matchMedia('(prefers-color-scheme: dark)');
const wantsContrast = window.matchMedia('(prefers-contrast: more)');

function chosen(): Appearance {
  const kept = localStorage.getItem(KEPT);
  return appearances.find((appearance) => appearance === kept) ?? 'system';
}

function shown(): Exclude<Appearance, 'system'> {
  const appearance = chosen();
  if (appearance !== 'system') return appearance;
  if (wantsContrast.matches) return 'contrast';
  return wantsDark.matches ? 'dark' : 'light';
}

function subscribe(onChange: () => void): () => void {
  const sources: [EventTarget, string][] = [
    [window, CHANGED],
    [window, 'storage'],
    [wantsDark, 'change'],
    [wantsContrast, 'change'],
  ];
  sources.forEach(([source, event]) => source.addEventListener(event, onChange));
  return () => sources.forEach(([source, event]) => source.removeEventListener(event, onChange));
}

/** What the person chose, and what is shown for it; both follow the system, other tabs and `chooseAppearance`. */
export function useAppearance() {
  return {
    chosen: useSyncExternalStore(subscribe, chosen),
    shown: useSyncExternalStore(subscribe, shown),
  };
}

export function chooseAppearance(appearance: Appearance): void {
  localStorage.setItem(KEPT, appearance);
  document.documentElement.dataset.appearance = appearance;
  window.dispatchEvent(new Event(CHANGED));
}
