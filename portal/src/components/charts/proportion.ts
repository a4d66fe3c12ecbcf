type Range = readonly [number, number];

/** Maps one range onto another. d3-scale does that too, with colours, dates and formats: a twentieth of the first load. */
export const proportion =
  ([from, to]: Range, [start, end]: Range) =>
  (value: number) =>
    from === to ? start : start + ((value - from) / (to - from)) * (end - start);
