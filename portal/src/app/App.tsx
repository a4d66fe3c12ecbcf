import { FluentProvider, makeStyles, tokens } from '@fluentui/react-components';
import { QueryClientProvider } from '@tanstack/react-query';
import i18next from 'i18next';
import { Suspense } from 'react';
import { RouterProvider } from 'react-router/dom';
import { meQuery } from '../api/queries';
import { createQueryClient } from '../api/queryClient';
import { Notices } from '../components/Notices';
import { useAppearance } from '../theme/appearance';
import { themes } from '../theme/themes';
import { router } from './router';

const queryClient = createQueryClient(() => {
  // Who was signed in is forgotten and asked anew; the answer, 401, leads to the sign-in page.
  const { queryKey } = meQuery();
  if (queryClient.getQueryData(queryKey)) void queryClient.resetQueries({ queryKey });
});

// Messages and labels in answers are in the language in which they were asked for; those on their way too.
i18next.on('languageChanged', () => {
  void queryClient.cancelQueries().then(() => queryClient.invalidateQueries());
});

const useStyles = makeStyles({
  root: { minHeight: '100vh', backgroundColor: tokens.colorNeutralBackground2 },
});

/** Everything that pages stand on: appearance, texts, data and addresses. */
export function App() {
  const { shown } = useAppearance();
  const styles = useStyles();
  return (
    <FluentProvider theme={themes[shown]}>
      {/* Not on the provider: what lies over the page, such as a menu, would get the same background. */}
      <div className={styles.root}>
        <QueryClientProvider client={queryClient}>
          <Suspense fallback={null}>
            <RouterProvider router={router} />
            <Notices />
          </Suspense>
        </QueryClientProvider>
      </div>
    </FluentProvider>
  );
}
