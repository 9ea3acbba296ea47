import './shell.css';
import { Link, Outlet } from '@tanstack/react-router';
import { useState } from 'react';

import { chooseTheme, chosenTheme, THEMES, type Theme } from './theme.ts';

/** What stands around every screen. */
export function Shell() {
  return (
    <>
      <a className="skip" href="#main">
        To the content
      </a>
      <header className="top">
        <Link to="/" className="brand">
          <svg viewBox="0 0 32 32" aria-hidden="true" width="22" height="22">
            <path d="M3 27C11 26 16 21 29 3M3 27c10 0 16-2 26-9M3 27h26" />
          </svg>
          Eightyfold
        </Link>
        <nav aria-label="Application">
          <Link to="/">Plans</Link>
          <Link to="/quick">Quick answer</Link>
          <Link to="/catalogue">Public record</Link>
        </nav>
        <ThemeChoice />
      </header>
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="foot">It recommends; it never transacts. Nothing leaves this machine.</footer>
    </>
  );
}

const NAMES: Readonly<Record<Theme, string>> = { system: 'System colours', light: 'Light', dark: 'Dark' };

function ThemeChoice() {
  const [theme, setTheme] = useState(chosenTheme);
  const choose = (chosen: Theme): void => {
    chooseTheme(chosen);
    setTheme(chosen);
  };
  return (
    <label className="theme">
      <span className="hidden">Colours</span>
      <select value={theme} onChange={(event) => choose(event.target.value as Theme)}>
        {THEMES.map((each) => (
          <option key={each} value={each}>
            {NAMES[each]}
          </option>
        ))}
      </select>
    </label>
  );
}
