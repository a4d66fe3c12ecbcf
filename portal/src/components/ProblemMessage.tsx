import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../api/errors';
import { CopyButton } from './CopyButton';
import { textOf } from './problemText';

const useStyles = makeStyles({
  id: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, flexWrap: 'wrap' },
  code: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
});

interface ProblemMessageProps {
  error: ApiError;
  /** Try again; without it, there is nothing to try. */
  onRetry?: () => void;
}

/** What went wrong, what to do about it, and the request id to name when asking for help. */
export function ProblemMessage({ error, onRetry }: ProblemMessageProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { title, text } = textOf(error, t);
  return (
    <MessageBar intent="error" layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle> {text}
        {error.requestId && (
          <div className={styles.id}>
            <Text size={200}>{t('problem.requestId')}</Text>
            <Text size={200} className={styles.code}>
              {error.requestId}
            </Text>
            <CopyButton value={error.requestId} label={t('problem.copyRequestId')} />
          </div>
        )}
      </MessageBarBody>
      {onRetry && (
        <MessageBarActions>
          <Button icon={<ArrowClockwiseRegular />} onClick={onRetry}>
            {t('tryAgain')}
          </Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}
