import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

import type { Handler } from 'hono';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
};

const NO_PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Eightyfold</title>
<h1>The page is not built yet</h1><p>Stop this server and run <code>npm run app</code>: it builds the page and serves it.
The HTTP API works already; it is described at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p></html>`;

/**
 * The built page. Its files are read once, by name, and only those are ever served: no path leads anywhere else. Every
 * other path is a screen of the page, so that an address can be shared.
 */
export function pageFiles(folder: string): Handler {
  const fileByPath = new Map<string, Uint8Array<ArrayBuffer>>();
  if (existsSync(folder)) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      const path = file.slice(folder.length).replaceAll('\\', '/');
      if (entry.isFile()) fileByPath.set(path.startsWith('/') ? path : `/${path}`, new Uint8Array(readFileSync(file)));
    }
  }
  return (context) => {
    const { path } = context.req;
    const file = fileByPath.get(path);
    // Names of assets hold a hash of what is in them.
    if (file !== undefined && path !== '/index.html') {
      const keep = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
      return context.body(file, 200, { 'content-type': typeOf(path), 'cache-control': keep });
    }
    if (extname(path) !== '') return context.notFound();
    const page = fileByPath.get('/index.html') ?? NO_PAGE;
    return context.body(page, 200, { 'content-type': typeOf('.html'), 'cache-control': 'no-cache' });
  };
}

function typeOf(path: string): string {
  return TYPES[extname(path) || path] ?? 'application/octet-stream';
}
