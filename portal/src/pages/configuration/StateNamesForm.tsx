import { makeStyles, tokens } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../../api/client';
import { useNotify } from '../../components/notify';
import { ProblemMessage } from '../../components/ProblemMessage';
import { FormActions } from './FormActions';
import { KindNames } from './KindNames';
import { stateNamesQuery } from '../../api/queries';

export const kinds = ['incident', 'change_request'] as const;

type Chosen = Record<(typeof kinds)[number], Record<string, string>>;

const useStyles = makeStyles({
  form: { display: 'grid', gap: tokens.spacingVerticalL },
  pair: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 360px), 1fr))',
    gap: `${tokens.spacingVerticalXL} ${tokens.spacingHorizontalXXXL}`,
    alignItems: 'start',
  },
});

interface StateNamesFormProps {
  names: Schemas['StateNamesView'];
  onUnsaved: (unsaved: boolean) => void;
}

/** A name of one's own for each state; an empty one leaves the instance's. */
export function StateNamesForm({ names, onUnsaved }: StateNamesFormProps) {
  const { t } = useTranslation('configuration');
  const styles = useStyles();
  const notify = useNotify();
  const queryClient = useQueryClient();
  const [edited, setEdited] = useState<Chosen>({ incident: {}, change_request: {} });
  const changed = kinds.some((kind) =>
    Object.entries(edited[kind]).some(([state, name]) => name.trim() !== (names.chosen[kind][state] ?? '')),
  );
  useEffect(() => onUnsaved(changed), [changed, onUnsaved]);
  const save = useMutation({
    mutationFn: () =>
      answer(
        api.PUT('/api/connection/state-names', {
          body: {
            incident: filled({ ...names.chosen.incident, ...edited.incident }),
            change_request: filled({ ...names.chosen.change_request, ...edited.change_request }),
          },
        }),
      ),
    onSuccess: (saved) => {
      queryClient.setQueryData(stateNamesQuery().queryKey, saved);
      discard();
      notify.success(t('names.saved'));
      // Tickets and cards show the names.
      void queryClient.invalidateQueries({ predicate: ({ queryKey: [first] }) => first !== 'state-names' });
    },
  });
  const discard = () => {
    setEdited({ incident: {}, change_request: {} });
    save.reset();
  };
  const problems = save.error?.fields ?? {};
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) save.mutate();
      }}
    >
      <div className={styles.pair}>
        {kinds.map((kind) => (
          <KindNames
            key={kind}
            kind={kind}
            labels={names.defaults[kind]}
            values={{ ...names.chosen[kind], ...edited[kind] }}
            problemOf={(state) => problems[`${kind}.${state}`]}
            onChange={(state, name) =>
              setEdited((before) => ({ ...before, [kind]: { ...before[kind], [state]: name } }))
            }
          />
        ))}
      </div>
      {save.error && Object.keys(problems).length === 0 && <ProblemMessage error={save.error} />}
      <FormActions changed={changed} saving={save.isPending} onDiscard={discard} />
    </form>
  );
}

function filled(names: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(names).filter(([, name]) => name.trim()));
}
