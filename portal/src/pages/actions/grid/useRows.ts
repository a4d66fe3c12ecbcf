import { defaultRangeExtractor, useWindowVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';

interface Rows {
  count: number;
  /** Height of a row before it is measured, in pixels. */
  estimate: number;
  keyOf: (index: number) => string;
}

/** Of a long list that scrolls with the page, the rows near what is seen, and the one that has the focus. */
export function useRows({ count, estimate, keyOf }: Rows) {
  const list = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const [focused, setFocused] = useState(-1);
  useLayoutEffect(() => {
    const measure = () => {
      if (list.current) setMargin(Math.round(list.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure); // What stands above the list comes and goes.
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      const whole = focused < 0 || focused >= count || shown.includes(focused);
      return whole ? shown : [...shown, focused].sort((one, other) => one - other);
    },
    [count, focused],
  );
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => estimate,
    getItemKey: keyOf,
    overscan: 6,
    scrollMargin: margin,
    rangeExtractor,
  });
  return {
    list,
    height: virtualizer.getTotalSize(),
    measure: virtualizer.measureElement,
    onFocus: setFocused,
    items: virtualizer
      .getVirtualItems()
      .map(({ index, key, start }) => ({ index, key, top: start - margin })),
  };
}
