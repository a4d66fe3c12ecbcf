import {
  Field,
  Input,
  Radio,
  RadioGroup,
  Select,
  Textarea,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { narrow } from '../../../app/breakpoints';
import { usePerson } from '../../../app/session';
import { useFormat } from '../../../hooks/useFormat';
import type { Draft } from '../queries';
import { kinds, lengthOf, most, priorities, sources, today, type TaskField } from './taskRules';
import type { TaskState } from './useTask';
import { useUtcHint } from './useUtcHint';

const useStyles = makeStyles({
  pair: {
    display: 'grid',
    gridTemplateColumns: '1fr 1fr',
    alignItems: 'start',
    gap: tokens.spacingHorizontalL,
    [narrow]: { gridTemplateColumns: '1fr' },
  },
  // One line that grows with what is in it.
  name: { minHeight: '32px', fieldSizing: 'content' },
  text: { minHeight: '240px' },
  fact: { overflowWrap: 'anywhere' },
});

interface TaskFieldsProps {
  state: TaskState;
  category: Draft['category'];
}

/** The fields of a task; required ones are marked, and what is wrong with one stands beside it. */
export function TaskFields({ state, category }: TaskFieldsProps) {
  const { t } = useTranslation('actions');
  const styles = useStyles();
  const format = useFormat();
  const person = usePerson();
  const utcHint = useUtcHint();
  const { task, change, look } = state;
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const messageOf = (field: TaskField) => {
    const problem = state.problemOf(field);
    const limit = field === 'name' || field === 'description' ? most[field] : 0;
    return problem ? t(`problem.${problem}`, { most: format.number(limit) }) : state.serverProblemOf(field);
  };
  return (
    <>
      <Field label={t('field.kind')} required validationMessage={messageOf('kind')}>
        <RadioGroup
          layout="horizontal"
          name="kind"
          value={task.kind}
          onChange={(_, data) => change({ kind: kinds.find((kind) => kind === data.value) ?? task.kind })}
        >
          {kinds.map((kind) => (
            <Radio
              key={kind}
              ref={kind === task.kind ? first : undefined}
              value={kind}
              label={t(`kind.${kind}`)}
            />
          ))}
        </RadioGroup>
      </Field>
      <Field label={t('field.name')} required validationMessage={messageOf('name')}>
        <Textarea
          name="name"
          rows={2}
          textarea={{ className: styles.name }}
          value={task.name}
          onChange={(_, { value }) => change({ name: value.replaceAll(/[\r\n]+/g, ' ') })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
          onBlur={() => look('name')}
        />
      </Field>
      <div className={styles.pair}>
        <Field label={t('field.priority')} required validationMessage={messageOf('priority')}>
          <Select
            name="priority"
            value={task.priority}
            onChange={(_, data) =>
              change({ priority: priorities.find((each) => each === data.value) ?? task.priority })
            }
          >
            {priorities.map((priority) => (
              <option key={priority} value={priority}>
                {t(`priority.${priority}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t('field.dueDate')} required validationMessage={messageOf('dueDate')} hint={utcHint}>
          <Input
            type="date"
            name="dueDate"
            min={today()}
            value={task.dueDate}
            onChange={(_, { value }) => change({ dueDate: value })}
            onBlur={() => look('dueDate')}
          />
        </Field>
      </div>
      <Field
        label={t('field.description')}
        required
        validationMessage={messageOf('description')}
        hint={t('form.length', { count: lengthOf(task.description), most: format.number(most.description) })}
      >
        <Textarea
          name="description"
          resize="vertical"
          textarea={{ className: styles.text }}
          value={task.description}
          onChange={(_, { value }) => change({ description: value })}
          onBlur={() => look('description')}
        />
      </Field>
      <Field label={t('field.source')} required validationMessage={messageOf('source')}>
        <RadioGroup
          layout="horizontal"
          name="source"
          value={task.source}
          onChange={(_, data) =>
            change({ source: sources.find((source) => source === data.value) ?? task.source })
          }
        >
          {sources.map((source) => (
            <Radio key={source} value={source} label={t(`source.${source}`)} />
          ))}
        </RadioGroup>
      </Field>
      <div className={styles.pair}>
        <Field label={t('field.category')}>
          <Input readOnly appearance="filled-darker" value={t(`category.${category}`)} />
        </Field>
        <Field label={t('field.sharedBy')}>
          <Input readOnly appearance="filled-darker" value={person.name} />
        </Field>
      </div>
    </>
  );
}
