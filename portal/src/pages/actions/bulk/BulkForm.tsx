import {
  Button,
  DrawerBody,
  DrawerFooter,
  Spinner,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemMessage } from '../../../components/ProblemMessage';
import { LinesSkeleton } from '../../../components/Skeletons';
import { draftsQuery, type Draft } from '../queries';
import { dueDateProblem } from '../task/taskRules';
import { BulkFields, type BulkWishes } from './BulkFields';
import { LeftOut } from './LeftOut';
import type { Bulk } from './useBulk';

const useStyles = makeStyles({
  body: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXL, paddingBottom: '24px' },
  foot: { alignItems: 'center', flexWrap: 'wrap' },
  problem: { flexBasis: '100%', marginBottom: tokens.spacingVerticalS },
});

interface BulkFormProps {
  bulk: Bulk;
  onShared: () => void;
}

/** How many actions become tickets, which are left out, and what holds for all of them. */
export function BulkForm({ bulk, onShared }: BulkFormProps) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const [changes, setChanges] = useState<Partial<BulkWishes>>({});
  const [tried, setTried] = useState(false);
  const fresh = bulk.candidates.filter(({ ticket }) => ticket === null);
  const drafts = useQuery(draftsQuery(fresh.map(({ id }) => id)));
  const count = drafts.data?.drafts.length ?? fresh.length;
  const wishes: BulkWishes = { kind: drafts.data?.drafts[0]?.kind ?? 'incident', ...changes };
  const problem = wishes.dueDate === undefined ? undefined : dueDateProblem(wishes.dueDate);
  const isSending = bulk.send.isPending;
  return (
    <>
      <DrawerBody className={styles.body}>
        {drafts.error && <ProblemMessage error={drafts.error} onRetry={() => void drafts.refetch()} />}
        <Text as="p" block>
          {count > 0 ? t('bulk.text', { count }) : t('bulk.none')}
        </Text>
        <LeftOut
          shared={bulk.candidates.filter(({ ticket }) => ticket !== null)}
          unknown={drafts.data?.unknown ?? []}
        />
        {drafts.isLoading && <LinesSkeleton lines={6} />}
        {drafts.data && (
          <BulkFields
            wishes={wishes}
            problem={tried ? problem : undefined}
            onChange={(change) => setChanges({ ...changes, ...change })}
          />
        )}
      </DrawerBody>
      <DrawerFooter className={styles.foot}>
        {bulk.send.error && (
          <div className={styles.problem}>
            <ProblemMessage error={bulk.send.error} />
          </div>
        )}
        {count > 0 && (
          <Button
            appearance="primary"
            disabledFocusable={!drafts.data || isSending}
            icon={isSending ? <Spinner size="extra-tiny" aria-hidden="true" /> : null}
            onClick={() => {
              setTried(true);
              if (!drafts.data || isSending || problem) return;
              const all = drafts.data.drafts.map((draft) => withWishes(draft, wishes));
              bulk.send.mutate(all, { onSuccess: onShared });
            }}
          >
            {isSending ? t('bulk.sending') : t(`bulk.send.${wishes.kind}`, { count })}
          </Button>
        )}
        <Button onClick={bulk.close}>{count > 0 ? t('cancel') : t('close')}</Button>
      </DrawerFooter>
    </>
  );
}

function withWishes(draft: Draft, { kind, priority, dueDate }: BulkWishes): Draft {
  return { ...draft, kind, priority: priority ?? draft.priority, dueDate: dueDate ?? draft.dueDate };
}
