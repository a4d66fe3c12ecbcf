import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../../api/errors';
import { LinkButton } from '../../components/links';
import { ProblemMessage } from '../../components/ProblemMessage';
import { UnsavedGuard } from '../../components/UnsavedGuard';
import { StepActions } from './StepActions';

const useStyles = makeStyles({
  form: { display: 'grid', gap: tokens.spacingVerticalL, maxWidth: '520px' },
});

const names = ['instance', 'clientId', 'clientSecret'] as const;

type Values = Record<(typeof names)[number], string>;

interface ClientFormProps {
  known: Pick<Values, 'instance' | 'clientId'>;
  saving: boolean;
  error: ApiError | null;
  onSave: (values: Values) => void;
}

/** Instance, client id and secret; what is wrong stands beside its field. The secret is never shown again. */
export function ClientForm({ known, saving, error, onSave }: ClientFormProps) {
  const { t } = useTranslation('setup');
  const styles = useStyles();
  const form = useRef<HTMLFormElement>(null);
  const [begun] = useState<Values>({ ...known, clientSecret: '' });
  const [values, setValues] = useState(begun);
  const [changed, setChanged] = useState(new Set<keyof Values>());
  const [missing, setMissing] = useState(new Set<keyof Values>());
  const unsaved = names.some((name) => values[name] !== begun[name]);
  const problems = error?.fields ?? {};
  const others = error && !names.some((name) => name in problems);

  const problemOf = (name: keyof Values) => {
    if (missing.has(name)) return t(`client.missing.${name}`);
    return changed.has(name) ? undefined : problems[name];
  };
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault();
    const empty = names.filter((name) => !values[name].trim());
    setMissing(new Set(empty));
    setChanged(new Set());
    if (empty[0]) form.current?.querySelector<HTMLInputElement>(`[name=${empty[0]}]`)?.focus();
    else onSave(values);
  };
  const field = (name: keyof Values) => ({
    name,
    value: values[name],
    onChange: (_: unknown, data: { value: string }) => {
      setValues({ ...values, [name]: data.value });
      setChanged(new Set([...changed, name]));
      setMissing(new Set([...missing].filter((other) => other !== name)));
    },
  });
  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate autoComplete="off">
      <Field
        label={t('client.instance')}
        hint={t('client.instanceHint')}
        required
        validationMessage={problemOf('instance')}
      >
        <Input {...field('instance')} placeholder="acme.service-now.com" spellCheck={false} />
      </Field>
      <Field label={t('client.clientId')} required validationMessage={problemOf('clientId')}>
        <Input {...field('clientId')} spellCheck={false} />
      </Field>
      <Field
        label={t('client.clientSecret')}
        hint={t('client.secretHint')}
        required
        validationMessage={problemOf('clientSecret')}
      >
        <Input {...field('clientSecret')} type="password" autoComplete="new-password" />
      </Field>
      {others && <ProblemMessage error={error} />}
      <UnsavedGuard unsaved={unsaved && !saving} />
      <StepActions>
        <Button type="submit" appearance="primary" disabledFocusable={saving}>
          {saving ? t('client.saving') : t('client.save')}
        </Button>
        <LinkButton to="/setup/prepare" appearance="subtle">
          {t('client.back')}
        </LinkButton>
      </StepActions>
    </form>
  );
}
