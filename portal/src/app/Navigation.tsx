import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  HomeFilled,
  HomeRegular,
  PlugConnectedFilled,
  PlugConnectedRegular,
  SettingsFilled,
  SettingsRegular,
  TargetArrowFilled,
  TargetArrowRegular,
  TicketDiagonalFilled,
  TicketDiagonalRegular,
  bundleIcon,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useCan } from './session';

const HomeIcon = bundleIcon(HomeFilled, HomeRegular);
const ActionsIcon = bundleIcon(TargetArrowFilled, TargetArrowRegular);
const TicketsIcon = bundleIcon(TicketDiagonalFilled, TicketDiagonalRegular);
const ConfigurationIcon = bundleIcon(SettingsFilled, SettingsRegular);
const SetupIcon = bundleIcon(PlugConnectedFilled, PlugConnectedRegular);

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: tokens.spacingVerticalXXS },
  item: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '40px',
    padding: `0 ${tokens.spacingHorizontalM}`,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase300,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover, color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  here: {
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorBrandForeground2,
    fontWeight: tokens.fontWeightSemibold,
    ':hover': { backgroundColor: tokens.colorBrandBackground2Hover, color: tokens.colorBrandForeground2 },
    '@media (forced-colors: active)': { outline: '2px solid Highlight' },
  },
  icon: { display: 'flex', fontSize: '20px' },
});

const places = [
  { to: '/', label: 'navigation.home', Icon: HomeIcon },
  { to: '/actions', label: 'navigation.actions', Icon: ActionsIcon },
  { to: '/tickets', label: 'navigation.tickets', Icon: TicketsIcon },
] as const;

const administration = [
  { to: '/setup', label: 'navigation.setup', Icon: SetupIcon },
  { to: '/configuration', label: 'navigation.configuration', Icon: ConfigurationIcon },
] as const;

/** The places a person's roles let them go to. */
export function Navigation({ onLeave }: { onLeave?: () => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const shown = useCan('administer') ? [...places, ...administration] : places;
  return (
    <ul className={styles.list}>
      {shown.map(({ to, label, Icon }) => (
        <li key={to}>
          <NavLink
            to={to}
            end={to === '/'}
            onClick={onLeave}
            className={({ isActive }) => mergeClasses(styles.item, isActive && styles.here)}
          >
            {({ isActive }) => (
              <>
                <span className={styles.icon}>
                  <Icon filled={isActive} />
                </span>
                {t(label)}
              </>
            )}
          </NavLink>
        </li>
      ))}
    </ul>
  );
}
