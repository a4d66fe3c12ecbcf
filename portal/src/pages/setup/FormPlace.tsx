import { makeStyles, tokens } from '@fluentui/react-components';
import { OpenRegular } from '@fluentui/react-icons';
import { Trans, useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { OutsideLink } from '../../components/links';

const useStyles = makeStyles({
  link: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
});

/** Where a form is in ServiceNow: its menu path, and its page once the instance is known. */
export function FormPlace({ form }: { form: Pick<Schemas['FormView'], 'menuPath' | 'link'> }) {
  const { t } = useTranslation('setup');
  const styles = useStyles();
  return (
    <>
      <Trans t={t} i18nKey="place" values={{ path: form.menuPath }} components={{ b: <strong /> }} />{' '}
      {form.link && (
        <OutsideLink href={form.link} className={styles.link}>
          {t('openPlace')}
          <OpenRegular />
        </OutsideLink>
      )}
    </>
  );
}
