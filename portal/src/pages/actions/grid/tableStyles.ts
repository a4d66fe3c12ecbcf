import { makeStyles, tokens } from '@fluentui/react-components';

const roomy = '@media (min-width: 1200px)';
const columns = '40px minmax(0, 1fr) 116px 124px';
const roomyColumns = '40px minmax(0, 1fr) 116px 92px 104px 124px';

const line = {
  display: 'grid',
  alignItems: 'center',
  columnGap: tokens.spacingHorizontalL,
  padding: `0 ${tokens.spacingHorizontalL}`,
};
const plain = { gridTemplateColumns: columns, [roomy]: { gridTemplateColumns: roomyColumns } };
const selectable = {
  gridTemplateColumns: `32px ${columns}`,
  [roomy]: { gridTemplateColumns: `32px ${roomyColumns}` },
};
const head = {
  ...line,
  minHeight: '44px',
  backgroundColor: tokens.colorNeutralBackground1,
  borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  borderTopLeftRadius: tokens.borderRadiusXLarge,
  borderTopRightRadius: tokens.borderRadiusXLarge,
  color: tokens.colorNeutralForeground2,
  fontSize: tokens.fontSizeBase200,
  fontWeight: tokens.fontWeightSemibold,
};
const row = {
  ...line,
  position: 'absolute' as const,
  contain: 'layout style' as const,
  insetInline: '0',
  top: '0',
  minHeight: '64px',
  boxSizing: 'border-box' as const,
  paddingTop: tokens.spacingVerticalS,
  paddingBottom: tokens.spacingVerticalS,
  borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
};

/** One grid for head and rows. Impact and status give way where there is less room. */
export const useTableStyles = makeStyles({
  table: {
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    boxShadow: tokens.shadow2,
  },
  // Below the toolbar, which stays in sight too.
  top: { position: 'sticky', top: '112px', zIndex: 5 },
  head: { ...head, ...plain },
  headSelectable: { ...head, ...selectable },
  body: { position: 'relative' },
  row: { ...row, ...plain },
  rowSelectable: { ...row, ...selectable },
  selected: { backgroundColor: `color-mix(in srgb, ${tokens.colorBrandBackground2} 40%, transparent)` },
  check: { marginInline: '-8px' },
  rank: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
  quiet: { color: tokens.colorNeutralForeground3 },
  impact: { display: 'none', [roomy]: { display: 'block' } },
  status: { display: 'none', [roomy]: { display: 'block' } },
});
