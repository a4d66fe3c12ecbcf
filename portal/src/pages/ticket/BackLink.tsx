import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowLeftRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../../components/links';

const useStyles = makeStyles({
  link: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    marginBottom: tokens.spacingVerticalM,
  },
});

/** Back to the tickets, as they were filtered. */
export function BackLink({ search }: { search: string }) {
  const { t } = useTranslation('tickets');
  return (
    <AppLink to={{ pathname: '/tickets', search }} className={useStyles().link}>
      <ArrowLeftRegular />
      {t('ticket.back')}
    </AppLink>
  );
}
