import { makeStyles } from '@fluentui/react-components';

const useStyles = makeStyles({
  root: {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
});

/** Read out when it changes; not to be seen. */
export function Announcement({ children }: { children: string }) {
  return (
    <div role="status" className={useStyles().root}>
      {children}
    </div>
  );
}
