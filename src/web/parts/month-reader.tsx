import { useEffect, useState, type RefObject } from 'react';

/** Where the months of a chart stand: the first and the last of them, in CSS pixels from its left edge. */
export interface MonthPlaces {
  readonly firstPx: number;
  readonly lastPx: number;
}

interface MonthReaderProps {
  readonly label: string;
  /** said while no month is chosen */
  readonly idle: string;
  /** what each month says */
  readonly readings: readonly string[];
  readonly places: MonthPlaces;
  /** the drawing that is pointed at */
  readonly chart: RefObject<HTMLElement | null>;
}

/** Half the width of a slider's thumb: its middle, not its edge, stands over the month. */
const THUMB_PX = 8;

/** Exact figures of one month of a chart: pointed at, or chosen by the slider, which keys and screen readers move. */
export function MonthReader({ label, idle, readings, places, chart }: MonthReaderProps) {
  const [month, setMonth] = useState<number | null>(null);
  const last = readings.length - 1;
  const { firstPx, lastPx } = places;
  useEffect(() => {
    const drawing = chart.current;
    if (drawing === null) return;
    const point = ({ clientX }: PointerEvent): void => {
      const share = (clientX - drawing.getBoundingClientRect().left - firstPx) / (lastPx - firstPx);
      setMonth(Math.round(Math.min(1, Math.max(0, share)) * last));
    };
    drawing.addEventListener('pointermove', point);
    drawing.addEventListener('pointerdown', point);
    return () => {
      drawing.removeEventListener('pointermove', point);
      drawing.removeEventListener('pointerdown', point);
    };
  }, [chart, firstPx, lastPx, last]);
  const shown = month === null ? null : Math.min(month, last);
  return (
    <div className="month-reader">
      {shown === null ? null : (
        <i className="month-line" style={{ left: firstPx + (shown / Math.max(1, last)) * (lastPx - firstPx) }} />
      )}
      <input
        type="range"
        aria-label={`Month of: ${label}`}
        aria-valuetext={readings[shown ?? 0]}
        min={0}
        max={last}
        value={shown ?? 0}
        style={{ marginLeft: firstPx - THUMB_PX, width: lastPx - firstPx + 2 * THUMB_PX }}
        onFocus={() => setMonth(shown ?? 0)}
        onChange={({ target }) => setMonth(Number(target.value))}
      />
      <p className="under">{shown === null ? idle : readings[shown]}</p>
    </div>
  );
}
