import { createBrowserRouter, type RouteObject } from 'react-router';
import { NotFoundPage } from '../pages/notFound/NotFoundPage';
import { loadTexts } from '../i18n/language';
import { RouteProblem } from './RouteProblem';
import { Session } from './Session';
import { Starting } from './Starting';

type PageModule = Promise<{ default: React.ComponentType }>;
type Texts = 'actions' | 'configuration' | 'connection' | 'home' | 'setup' | 'tickets';

/** A page that comes together with its texts when its address is opened. */
const page = (texts: Texts | Texts[], load: () => PageModule) => async () => {
  const [module] = await Promise.all([load(), loadTexts(texts)]);
  return { Component: module.default };
};

const setup = page(['setup', 'connection'], () => import('../pages/setup/SetupPage'));

const pages: RouteObject[] = [
  { index: true, lazy: page('home', () => import('../pages/home/HomePage')) },
  {
    path: 'actions/:actionId?',
    lazy: page(['actions', 'tickets'], () => import('../pages/actions/ActionsPage')),
  },
  { path: 'tickets', lazy: page('tickets', () => import('../pages/tickets/TicketsPage')) },
  { path: 'tickets/:ticketId', lazy: page('tickets', () => import('../pages/ticket/TicketPage')) },
  { path: 'setup', lazy: setup },
  { path: 'setup/:step', lazy: setup },
  {
    path: 'ticketProvisioning',
    lazy: page(['setup', 'connection'], () => import('../pages/setup/ProvisioningPage')),
  },
  {
    path: 'configuration',
    lazy: page(['configuration', 'connection'], () => import('../pages/configuration/ConfigurationPage')),
  },
  { path: '*', Component: NotFoundPage },
];

export const router = createBrowserRouter([
  {
    Component: Session,
    HydrateFallback: Starting,
    ErrorBoundary: RouteProblem,
    children: [{ ErrorBoundary: RouteProblem, children: pages }],
  },
]);
