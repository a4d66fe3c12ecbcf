import { Button, Tooltip } from '@fluentui/react-components';
import { CheckmarkRegular, CopyRegular, ErrorCircleRegular } from '@fluentui/react-icons';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copied } from './copied';

const SHOWN_MS = { copied: 2000, copyFailed: 6000 } as const;

const icons = { copied: CheckmarkRegular, copyFailed: ErrorCircleRegular } as const;

/** Copies `value`, or says that it did not. `label` says what it is: "Copy redirect URL". */
export function CopyButton({ value, label }: { value: string; label: string }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<keyof typeof icons | null>(null);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS[outcome]);
    return () => clearTimeout(timer);
  }, [outcome]);
  const Icon = outcome ? icons[outcome] : CopyRegular;
  return (
    <Tooltip content={outcome ? t(outcome) : label} relationship="label">
      <Button
        appearance="subtle"
        size="small"
        icon={<Icon />}
        onClick={() => void copied(value).then((done) => setOutcome(done ? 'copied' : 'copyFailed'))}
      />
    </Tooltip>
  );
}
