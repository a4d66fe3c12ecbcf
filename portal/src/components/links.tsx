import { Button, Link, type ButtonProps } from '@fluentui/react-components';
import type { ComponentProps } from 'react';
import { useHref, useLinkClickHandler, type To } from 'react-router';

interface LinkLook {
  appearance?: 'default' | 'subtle';
  inline?: boolean;
}

type AnchorProps = Omit<ComponentProps<'a'>, 'href' | 'onClick' | 'ref' | 'target' | 'rel'> & LinkLook;

/**
 * A link to another page of the portal. `keepScroll`: what it opens lies over this page, which stays where it is;
 * `state` goes with the entry in the history, as `useLocation().state`.
 */
export function AppLink({
  to,
  keepScroll = false,
  state,
  ...props
}: AnchorProps & { to: To; keepScroll?: boolean; state?: unknown }) {
  const onClick = useLinkClickHandler(to, { preventScrollReset: keepScroll, state });
  return <Link {...props} href={useHref(to)} onClick={onClick} />;
}

/** A link out of the portal, in a tab of its own. */
export function OutsideLink({ href, ...props }: AnchorProps & { href: string }) {
  return <Link {...props} href={href} target="_blank" rel="noopener noreferrer" />;
}

type Look = Pick<ButtonProps, 'appearance' | 'icon' | 'iconPosition' | 'size' | 'className' | 'children'>;

interface LinkButtonProps extends Look {
  to: To;
  /** Its name, where the text alone does not say what it is about. */
  label?: string;
  keepScroll?: boolean;
}

/** A link to another page of the portal that looks like a button; `keepScroll` as in AppLink. */
export function LinkButton({ to, label, keepScroll = false, ...props }: LinkButtonProps) {
  const onClick = useLinkClickHandler(to, { preventScrollReset: keepScroll });
  return <Button {...props} as="a" aria-label={label} href={useHref(to)} onClick={onClick} />;
}
