import {
  createDarkTheme,
  createLightTheme,
  teamsHighContrastTheme,
  type BrandVariants,
  type Theme,
} from '@fluentui/react-components';

/** Petrol: sixteen steps of even lightness. Text on 80 and 80 on white reach a contrast of 6.5. */
const petrol: BrandVariants = {
  10: '#001417',
  20: '#002125',
  30: '#002c30',
  40: '#00393d',
  50: '#004549',
  60: '#005155',
  70: '#005d60',
  80: '#00696a',
  90: '#007676',
  100: '#058684',
  110: '#279591',
  120: '#4ba39e',
  130: '#68b1ab',
  140: '#84c0ba',
  150: '#a4d2cc',
  160: '#c6e6e1',
};

const shape: Partial<Theme> = {
  borderRadiusMedium: '6px',
  borderRadiusLarge: '8px',
  borderRadiusXLarge: '12px',
  fontFamilyBase:
    "'Segoe UI Variable Text', 'Segoe UI', system-ui, -apple-system, 'Helvetica Neue', 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
};

const light: Theme = {
  ...createLightTheme(petrol),
  ...shape,
  colorNeutralBackground2: '#f6f8f8',
  colorNeutralStroke2: '#dfe5e5',
};

const dark: Theme = {
  ...createDarkTheme(petrol),
  ...shape,
  colorNeutralBackground1: '#1b2121',
  colorNeutralBackground1Hover: '#242b2b',
  colorNeutralBackground1Pressed: '#161b1b',
  colorNeutralBackground1Selected: '#2a3232',
  colorNeutralBackground2: '#121616',
  colorNeutralBackground3: '#0e1212',
  colorNeutralStroke2: '#323b3b',
  colorBrandBackground2: '#0c3336',
  colorBrandBackground2Hover: '#11403f',
  colorNeutralStencil1: '#2a3131',
  colorNeutralStencil2: '#1f2525',
  colorBrandForeground1: petrol[130],
  colorBrandForeground2: petrol[140],
  colorBrandForegroundLink: petrol[130],
  colorBrandForegroundLinkHover: petrol[140],
  colorBrandForegroundLinkPressed: petrol[120],
  colorCompoundBrandForeground1: petrol[130],
  colorCompoundBrandForeground1Hover: petrol[140],
  colorCompoundBrandStroke: petrol[120],
};

const contrast: Theme = { ...teamsHighContrastTheme, ...shape };

export const themes = { light, dark, contrast } as const;
