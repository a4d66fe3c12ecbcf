/** From here on the navigation stands beside the page; below, it is a drawer. */
export const wide = '@media (min-width: 960px)';

/** Up to here, two columns do not fit. */
export const narrow = '@media (max-width: 639px)';
