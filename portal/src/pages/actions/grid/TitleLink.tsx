import { makeStyles, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { AppLink } from '../../../components/links';
import { useActionsAddress } from '../address';
import type { Action } from '../queries';
import { titleId } from './titleId';

const useStyles = makeStyles({
  link: {
    color: tokens.colorNeutralForeground1,
    fontWeight: tokens.fontWeightSemibold,
    overflowWrap: 'anywhere',
    ':hover': { color: tokens.colorBrandForegroundLinkHover },
  },
});

/** An action's title, leading to its panel; closing that leads back here. */
export function TitleLink({ action }: { action: Action }) {
  const { panelOf } = useActionsAddress();
  return (
    <AppLink
      {...useRestoreFocusTarget()}
      id={titleId(action.id)}
      to={panelOf(action.id)}
      keepScroll
      appearance="subtle"
      className={useStyles().link}
    >
      {action.title}
    </AppLink>
  );
}
