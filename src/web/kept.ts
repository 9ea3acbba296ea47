import { useEffect, useState } from 'react';

/** State that outlives a reload: what a person typed stays in this browser until it is stored. */
export function useKept<T>(key: string, initial: T): [T, (value: T) => void] {
  const name = nameOf(key);
  const [value, setValue] = useState<T>(() => keptAt(key) ?? initial);
  useEffect(() => {
    try {
      localStorage.setItem(name, JSON.stringify(value));
    } catch {
      // No room, or not allowed: the page works without.
    }
  }, [name, value]);
  return [value, setValue];
}

const nameOf = (key: string): string => `eightyfold.${key}`;

/** What this browser kept; null without. */
export function keptAt<T>(key: string): T | null {
  try {
    // Written by this file only.
    return JSON.parse(localStorage.getItem(nameOf(key)) ?? 'null') as T | null;
  } catch {
    return null;
  }
}
