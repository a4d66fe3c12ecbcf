import type actions from './locales/en/actions.json';
import type common from './locales/en/common.json';
import type configuration from './locales/en/configuration.json';
import type connection from './locales/en/connection.json';
import type home from './locales/en/home.json';
import type setup from './locales/en/setup.json';
import type tickets from './locales/en/tickets.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      actions: typeof actions;
      common: typeof common;
      configuration: typeof configuration;
      connection: typeof connection;
      home: typeof home;
      setup: typeof setup;
      tickets: typeof tickets;
    };
  }
}
