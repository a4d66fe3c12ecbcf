import { CompassNorthwestRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/links';
import { Page } from '../../components/Page';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('notFound.title')}>
      <EmptyState
        icon={<CompassNorthwestRegular />}
        title={t('notFound.what')}
        text={t('notFound.text')}
        action={
          <LinkButton to="/" appearance="primary">
            {t('notFound.action')}
          </LinkButton>
        }
      />
    </Page>
  );
}
