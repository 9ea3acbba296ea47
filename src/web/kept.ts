import { useEffect, useState } from 'react';

/** State that outlives a reload: what a person typed stays in this browser until it is stored. */
export function useKept<T>(key: string, initial: T): [T, (value: T) => void] {
  const name = `eightyfold.${key}`;
  const [value, setValue] = useState<T>(() => keptAt(name) ?? initial);
  useEffect(() => {
    try {
      localStorage.setItem(name, JSON.stringify(value));
    } catch {
      // No room, or not allowed: the page works without.
    }
  }, [name, value]);
  return [value, setValue];
}

function keptAt<T>(name: string): T | null {
  try {
    // Written by this file only.
    return JSON.parse(localStorage.getItem(name) ?? 'null') as T | null;
  } catch {
    return null;
  }
}
