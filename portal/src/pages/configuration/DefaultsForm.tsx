import { Field, Input, Radio, RadioGroup, Select, makeStyles, tokens } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schemas } from '../../api/client';
import { useNotify } from '../../components/notify';
import { ProblemMessage } from '../../components/ProblemMessage';
import { FormActions } from './FormActions';
import { defaultsQuery } from './queries';

const DAYS = 30;
const priorities = ['byScore', 'critical', 'high', 'moderate', 'low'] as const;

const useStyles = makeStyles({
  form: { display: 'grid', gap: tokens.spacingVerticalXL },
  short: { maxWidth: '320px' },
  days: { maxWidth: '200px' },
});

interface Values {
  kind: Schemas['Kind'];
  priority: Schemas['DefaultPriority'];
  /** By the rule, or after a number of days, as it is typed. */
  due: 'rule' | 'days';
  days: string;
}

interface DefaultsFormProps {
  defaults: Schemas['DefaultsView'];
  onUnsaved: (unsaved: boolean) => void;
}

/** Default kind, priority and due date. */
export function DefaultsForm({ defaults, onUnsaved }: DefaultsFormProps) {
  const { t } = useTranslation('configuration');
  const styles = useStyles();
  const notify = useNotify();
  const queryClient = useQueryClient();
  const [edited, setEdited] = useState<Partial<Values>>({});
  const kept = valuesOf(defaults);
  const values = { ...kept, ...edited };
  const changed =
    values.kind !== kept.kind ||
    values.priority !== kept.priority ||
    values.due !== kept.due ||
    (values.due === 'days' && values.days !== kept.days);
  useEffect(() => onUnsaved(changed), [changed, onUnsaved]);
  const save = useMutation({
    mutationFn: (body: Schemas['DefaultsBody']) => answer(api.PUT('/api/connection/defaults', { body })),
    onSuccess: (saved) => {
      queryClient.setQueryData(defaultsQuery().queryKey, saved);
      setEdited({});
      notify.success(t('defaults.saved'));
      void queryClient.invalidateQueries({ queryKey: ['events'] });
    },
  });
  const edit = (change: Partial<Values>) => {
    setEdited({ ...edited, ...change });
    save.reset();
  };
  const problems = save.error?.fields ?? {};
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    if (!changed) return;
    // What is no number is sent as 0, which the app refuses beside its field.
    const dueDays = values.due === 'rule' ? null : Number(values.days) || 0;
    save.mutate({ kind: values.kind, priority: values.priority, dueDays });
  };
  return (
    <form className={styles.form} noValidate onSubmit={submit}>
      <Field label={t('defaults.kind')} validationMessage={problems.kind}>
        <RadioGroup
          layout="horizontal"
          value={values.kind}
          onChange={(_, { value }) => edit({ kind: value === 'incident' ? 'incident' : 'change_request' })}
        >
          <Radio value="incident" label={t('kind.incident.one')} />
          <Radio value="change_request" label={t('kind.change_request.one')} />
        </RadioGroup>
      </Field>
      <Field
        className={styles.short}
        label={t('defaults.priority')}
        hint={values.priority === 'byScore' ? t('defaults.byScoreHint') : undefined}
        validationMessage={problems.priority}
      >
        <Select
          value={values.priority}
          onChange={(_, { value }) =>
            edit({ priority: priorities.find((each) => each === value) ?? 'byScore' })
          }
        >
          {priorities.map((priority) => (
            <option key={priority} value={priority}>
              {t(`defaults.priorities.${priority}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('defaults.due')}>
        <RadioGroup
          value={values.due}
          onChange={(_, { value }) => edit({ due: value === 'days' ? 'days' : 'rule' })}
        >
          <Radio value="rule" label={t('defaults.dueByRule')} />
          <Radio value="days" label={t('defaults.dueByDays')} />
        </RadioGroup>
      </Field>
      {values.due === 'days' && (
        <Field
          className={styles.days}
          label={t('defaults.days')}
          hint={t('defaults.daysHint')}
          required
          validationMessage={problems.dueDays}
        >
          <Input
            type="number"
            min={1}
            max={365}
            value={values.days}
            onChange={(_, data) => edit({ days: data.value })}
          />
        </Field>
      )}
      {save.error && Object.keys(problems).length === 0 && <ProblemMessage error={save.error} />}
      <FormActions
        changed={changed}
        saving={save.isPending}
        onDiscard={() => {
          setEdited({});
          save.reset();
        }}
      />
    </form>
  );
}

function valuesOf({ kind, priority, dueDays }: Schemas['DefaultsView']): Values {
  return { kind, priority, due: dueDays === null ? 'rule' : 'days', days: String(dueDays ?? DAYS) };
}
