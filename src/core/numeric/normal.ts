import { exp } from './exponential.ts';
import { log } from './logarithm.ts';

const SQRT_TWO_PI_INVERSE = 0.3989422804014327;

/**
 * The standard normal score z with Φ(z) = p; relative error about 1e-15.
 *
 * Antisymmetric about 1/2 in so far as 1 − p is exact. p = 0 gives −Infinity, 1 gives Infinity, outside [0, 1] NaN.
 *
 * @source Wichura, M. J. (1988), Algorithm AS 241 (PPND16), Applied Statistics 37(3), 477–484
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return centralQuantile(q);
  const tail = q < 0 ? p : 1 - p;
  if (!(tail > 0)) return edgeQuantile(p);
  const r = Math.sqrt(-log(tail));
  const size = r <= 5 ? nearTailQuantile(r - 1.6) : farTailQuantile(r - 5);
  return q < 0 ? -size : size;
}

/** The standard normal density, exp(−x²/2) / sqrt(2π). */
export function normalDensity(x: number): number {
  return SQRT_TWO_PI_INVERSE * expOfHalfSquare(Math.abs(x));
}

/**
 * Φ(x), the standard normal distribution function; relative error below 1e-14 in either tail down to 1e-300.
 * For an upper tail use normalCdf(−x), not 1 − normalCdf(x). ±Infinity gives 0 or 1, NaN gives NaN.
 *
 * @source rational approximations of Cody, W. J. (1969), Math. Comp. 23, 631–637, as in his ANORM (TOMS 715, 1993)
 */
export function normalCdf(x: number): number {
  const size = Math.abs(x);
  if (size <= 0.67448975) return 0.5 + x * centralCdfSlope(x * x);
  if (Number.isNaN(x)) return x;
  if (size > 38.6) return x > 0 ? 1 : 0;
  const tail = expOfHalfSquare(size) * (size <= 5.656854249492381 ? nearTailRatio(size) : farTailRatio(size));
  return x > 0 ? 1 - tail : tail;
}

function edgeQuantile(p: number): number {
  if (p === 0) return -Infinity;
  return p === 1 ? Infinity : Number.NaN;
}

function centralQuantile(q: number): number {
  const r = 0.180625 - q * q;
  const numerator =
    ((((((r * 2509.0809287301227 + 33430.57558358813) * r + 67265.7709270087) * r + 45921.95393154987) * r +
      13731.69376550946) *
      r +
      1971.5909503065513) *
      r +
      133.14166789178438) *
      r +
    3.3871328727963665;
  const denominator =
    ((((((r * 5226.495278852854 + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) * r +
      5394.196021424751) *
      r +
      687.1870074920579) *
      r +
      42.31333070160091) *
      r +
    1;
  return (q * numerator) / denominator;
}

function nearTailQuantile(r: number): number {
  const numerator =
    ((((((r * 0.0007745450142783414 + 0.022723844989269184) * r + 0.2417807251774506) * r + 1.2704582524523684) * r +
      3.6478483247632045) *
      r +
      5.769497221460691) *
      r +
      4.630337846156546) *
      r +
    1.4234371107496835;
  const denominator =
    ((((((r * 1.0507500716444169e-9 + 0.0005475938084995345) * r + 0.015198666563616457) * r + 0.14810397642748008) *
      r +
      0.6897673349851) *
      r +
      1.6763848301838038) *
      r +
      2.053191626637759) *
      r +
    1;
  return numerator / denominator;
}

function farTailQuantile(r: number): number {
  const numerator =
    ((((((r * 2.0103343992922881e-7 + 2.7115555687434876e-5) * r + 0.0012426609473880784) * r + 0.026532189526576124) *
      r +
      0.29656057182850487) *
      r +
      1.7848265399172913) *
      r +
      5.463784911164114) *
      r +
    6.657904643501103;
  const denominator =
    ((((((r * 2.0442631033899397e-15 + 1.421511758316446e-7) * r + 1.8463183175100548e-5) * r + 0.0007868691311456133) *
      r +
      0.014875361290850615) *
      r +
      0.1369298809227358) *
      r +
      0.599832206555888) *
      r +
    1;
  return numerator / denominator;
}

/** exp(−x²/2) for x ≥ 0 without the rounding of x²: x is cut to sixteenths, whose square is exact. */
function expOfHalfSquare(x: number): number {
  if (x > 1e4) return 0;
  const cut = Math.floor(x * 16) / 16;
  return exp(-0.5 * cut * cut) * exp(-0.5 * (x - cut) * (x + cut));
}

function centralCdfSlope(square: number): number {
  const numerator =
    (((0.06568233791820745 * square + 2.2352520354606837) * square + 161.02823106855587) * square +
      1067.6894854603709) *
      square +
    18154.98125334356;
  const denominator =
    (((square + 47.202581904688245) * square + 976.0985517377767) * square + 10260.932208618979) * square +
    45507.78933502673;
  return numerator / denominator;
}

function nearTailRatio(x: number): number {
  const numerator =
    (((((((1.0765576773720192e-8 * x + 0.39894151208813466) * x + 8.883149794388377) * x + 93.50665613217785) * x +
      597.2702763948002) *
      x +
      2494.5375852903726) *
      x +
      6848.190450536283) *
      x +
      11602.65143764735) *
      x +
    9842.714838383978;
  const denominator =
    (((((((x + 22.266688044328117) * x + 235.387901782625) * x + 1519.3775994075547) * x + 6485.558298266761) * x +
      18615.571640885097) *
      x +
      34900.95272114598) *
      x +
      38912.00328609327) *
      x +
    19685.429676859992;
  return numerator / denominator;
}

function farTailRatio(x: number): number {
  const s = 1 / (x * x);
  const numerator =
    ((((0.023073441764940174 * s + 0.215898534057957) * s + 0.12740116116024736) * s + 0.022235277870649807) * s +
      0.0014216191932278934) *
      s +
    2.9112874951168793e-5;
  const denominator =
    ((((s + 1.284260096144911) * s + 0.4682382124808651) * s + 0.06598813786892856) * s + 0.0037823963320275824) * s +
    7.297515550839662e-5;
  return (SQRT_TWO_PI_INVERSE - (s * numerator) / denominator) / x;
}
