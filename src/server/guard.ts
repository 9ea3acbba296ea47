import { createHash, timingSafeEqual } from 'node:crypto';

import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';

import { refused } from './refused.ts';

/** Largest body of a call. */
const BODY_BYTES_MAX = 4_000_000;
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** No script, style, picture or connection but from here; no frame around the page; the plan's engine is WebAssembly. */
export const headers: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
    styleSrc: ["'self'"],
    // The one rule that react-aria writes into the page, by its hash; charts set attributes, which run nothing.
    styleSrcElem: ["'self'", "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='"],
    styleSrcAttr: ["'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    workerSrc: ["'self'"],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  crossOriginOpenerPolicy: 'same-origin',
  crossOriginEmbedderPolicy: 'require-corp',
  crossOriginResourcePolicy: 'same-origin',
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
  strictTransportSecurity: false,
  permissionsPolicy: { camera: [], microphone: [], geolocation: [], usb: [], payment: [] },
});

/** A body that is larger is refused while it comes in. */
export const limitBody: MiddlewareHandler = bodyLimit({
  maxSize: BODY_BYTES_MAX,
  onError: () => {
    const what = `the body has more than ${BODY_BYTES_MAX} bytes`;
    throw refused(413, 'body-too-large', { what, fix: 'send less' });
  },
});

/**
 * Without a token only pages of this server may call it: the name it is called by must be this machine's (a foreign name
 * that was made to point here is refused), and a call that changes something must come from its own page or from no page.
 */
export function onlyOwnPages(isLoopback: boolean): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host') ?? '';
    const name = host.replace(/:\d+$/, '').toLowerCase();
    if (isLoopback && !LOOPBACK_NAMES.includes(name)) {
      throw refused(421, 'foreign-host', {
        what: 'the server was called by a foreign name',
        fix: 'call it as localhost',
      });
    }
    if (!SAFE_METHODS.has(context.req.method)) refuseForeignPage(host, (header) => context.req.header(header));
    await next();
  };
}

function refuseForeignPage(host: string, headerOf: (name: string) => string | undefined): void {
  const origin = headerOf('origin');
  const site = headerOf('sec-fetch-site') ?? 'none';
  const isOwn = origin === undefined ? ['none', 'same-origin'].includes(site) : hostOf(origin) === host.toLowerCase();
  if (!isOwn) {
    throw refused(403, 'foreign-page', {
      what: 'the call came from a page of another site',
      fix: 'use the page served here',
    });
  }
  const type = headerOf('content-type');
  if (type !== undefined && !/^application\/json\b/i.test(type)) {
    throw refused(415, 'not-json', { what: 'the body is not JSON', fix: 'send content-type: application/json' });
  }
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}

/** Every call of the API carries the token; compared without telling by its time how much was right. */
export function needsToken(token: string | null): MiddlewareHandler {
  return async (context, next) => {
    if (token !== null && !isSame(context.req.header('authorization') ?? '', `Bearer ${token}`)) {
      throw refused(401, 'no-token', {
        what: 'the call carries no token, or a wrong one',
        fix: 'open the address that the server printed, or send authorization: Bearer TOKEN',
      });
    }
    await next();
    context.header('cache-control', 'no-store');
  };
}

function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
