import { Field, Input, Radio, RadioGroup, Select } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Kind, Priority } from '../queries';
import { kinds, priorities, today, type Problem } from '../task/taskRules';
import { useUtcHint } from '../task/useUtcHint';

/** What holds for every ticket; undefined: as each draft has it. */
export interface BulkWishes {
  kind: Kind;
  priority?: Priority | undefined;
  dueDate?: string | undefined;
}

interface BulkFieldsProps {
  wishes: BulkWishes;
  /** What is wrong with the due date. */
  problem: Problem | undefined;
  onChange: (change: Partial<BulkWishes>) => void;
}

export function BulkFields({ wishes, problem, onChange }: BulkFieldsProps) {
  const { t } = useTranslation('actions');
  const utcHint = useUtcHint();
  const isFixed = wishes.dueDate !== undefined;
  return (
    <>
      <Field label={t('field.kind')} required>
        <RadioGroup
          layout="horizontal"
          value={wishes.kind}
          onChange={(_, data) => onChange({ kind: kinds.find((kind) => kind === data.value) ?? wishes.kind })}
        >
          {kinds.map((kind) => (
            <Radio key={kind} value={kind} label={t(`kind.${kind}`)} />
          ))}
        </RadioGroup>
      </Field>
      <Field label={t('field.priority')} required>
        <Select
          value={wishes.priority ?? ''}
          onChange={(_, data) => onChange({ priority: priorities.find((each) => each === data.value) })}
        >
          <option value="">{t('bulk.suggested')}</option>
          {priorities.map((priority) => (
            <option key={priority} value={priority}>
              {t(`priority.${priority}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('field.dueDate')} required>
        <RadioGroup
          value={isFixed ? 'fixed' : 'suggested'}
          onChange={(_, { value }) => onChange({ dueDate: value === 'fixed' ? '' : undefined })}
        >
          <Radio value="suggested" label={t('bulk.suggested')} />
          <Radio value="fixed" label={t('bulk.sameDay')} />
        </RadioGroup>
      </Field>
      {isFixed && (
        <Field
          label={t('bulk.day')}
          required
          hint={utcHint}
          validationMessage={problem && t(`problem.${problem}`, { most: '' })}
        >
          <Input
            type="date"
            min={today()}
            value={wishes.dueDate ?? ''}
            onChange={(_, { value }) => onChange({ dueDate: value })}
          />
        </Field>
      )}
    </>
  );
}
